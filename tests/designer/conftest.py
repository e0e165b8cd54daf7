"""The draft that these tests begin with; hypothesis on a shared machine."""

from hypothesis import settings

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

SOURCE = """\
# What guests come for
format: 1
key: visit
label: 来访
title: "{{ name }}"
sections:
  # first of all
  - key: basic
    label: 基本情况
    fields:
      # about name
      - {key: name, type: text, label: 名称, required: true, max: 80}
      # about headcount
      - {key: headcount, type: integer, label: 人数, min: 0}
      - key: arrive_on  # beside arrive_on
        type: date
        label: 抵达日期
  - key: people
    label: 来访人员
    fields:
      # about visitors
      - key: visitors
        type: table
        label: 来访人员
        columns:
          # about visitors.person
          - {key: person, type: text, label: 姓名}
          - {key: age, type: integer, label: 年龄}
rights:
  - {role: staff, see: all, create: true, change: true}
"""
