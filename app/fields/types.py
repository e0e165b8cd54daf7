"""All field types, in the order of the designer's palette: a new type is its class and its line here."""

from app.fields.base import FieldType
from app.fields.choice import Choice
from app.fields.contact import Email, Phone, Url
from app.fields.date import Date, DateRange, Month, Year
from app.fields.file import File
from app.fields.identity import IdCard, Passport, Uscc
from app.fields.moment import DateTime, Time
from app.fields.note import Note
from app.fields.number import DecimalNumber, Integer, Money, Percent
from app.fields.picture import Image, Signature
from app.fields.reference import Department, Person, Record
from app.fields.report import Figure, Narrative
from app.fields.rich import Rich
from app.fields.serial import Serial
from app.fields.table import Table
from app.fields.text import Paragraph, Text
from app.fields.yesno import YesNo
from app.registry import Registry

FIELD_TYPES: Registry[FieldType] = Registry(
    (
        Text(),
        Paragraph(),
        Rich(),
        Integer(),
        DecimalNumber(),
        Money(),
        Percent(),
        YesNo(),
        Choice(),
        Date(),
        DateRange(),
        Month(),
        Year(),
        Time(),
        DateTime(),
        Person(),
        Department(),
        Record(),
        Table(),
        File(),
        Image(),
        Signature(),
        Phone(),
        Email(),
        Url(),
        Passport(),
        IdCard(),
        Uscc(),
        Serial(),
        Figure(),
        Narrative(),
        Note(),
    )
)
