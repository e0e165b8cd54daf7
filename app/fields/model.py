"""The bricks of definitions: frozen models that refuse unknown keys, labels in two languages, keys, expressions."""

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_serializer, model_validator

Key: TypeAlias = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""An identity that never changes: small letters, digits, underscore."""

Expr: TypeAlias = Annotated[str, Field(min_length=1, max_length=1000)]
"""An expression; `checks.py` binds it, because its names are known only there."""

Pattern: TypeAlias = Annotated[str, Field(min_length=1, max_length=4000)]
"""A text with `{{ }}` tags."""


class Model(BaseModel):
    """Frozen, and no key unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Label(Model):
    """Words for people: Chinese, and English where it was given."""

    zh: str = Field(min_length=1, max_length=400)
    en: str = Field(default="", max_length=800)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, given: Any) -> Any:
        return {"zh": given} if isinstance(given, str) else given

    @model_serializer(mode="plain")
    def _to_text(self) -> Any:
        return {"zh": self.zh, "en": self.en} if self.en else self.zh

    def text(self, language: str = "zh") -> str:
        """In this language; Chinese stands in for a missing English."""
        return (self.en or self.zh) if language.startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh


class Unit(Label):
    """What is counted, short enough to stand behind a number; English may have another word for `one` of it."""

    zh: str = Field(min_length=1, max_length=12)
    en: str = Field(default="", max_length=24)
    one: str = Field(default="", max_length=24)

    @model_serializer(mode="plain")
    def _to_text(self) -> Any:
        english = {key: words for key, words in (("en", self.en), ("one", self.one)) if words}
        return {"zh": self.zh, **english} if english else self.zh

    def behind(self, number: str, language: str) -> str:
        """As it stands behind this number; behind none yet, as behind many."""
        return self.one if number == "1" and self.one and language.startswith("en") else self.text(language)


def listed(given: Any) -> Any:
    """One written alone is a list of one."""
    return given if isinstance(given, list | tuple) or given is None else [given]


Keys: TypeAlias = Annotated[tuple[Key, ...], BeforeValidator(listed)]
"""One key or several."""


def truth(given: Any) -> Any:
    """In files every scalar is text: the words for yes and no, where something else may stand too."""
    return (
        {"true": True, "yes": True, "false": False, "no": False}.get(given, given) if isinstance(given, str) else given
    )
