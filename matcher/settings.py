"""Every setting of the service, read from the environment in one place."""

from pathlib import Path
from typing import Annotated, Literal, Self

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from matcher.errors import SettingsError
from matcher.types import Thresholds

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE_FAQ = PROJECT / "faq_data" / "shop.csv"

# On the sample FAQs, 88 and 90 % of the answers from 0.4 on are right; from 0.5 on it is a point or two more, and a
# fifth fewer visitors get one. A vague question's confidence is spread over several entries: suggest early.
DEFAULT_THRESHOLDS = Thresholds(answer_at=0.4, suggest_at=0.1)

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(gt=0)]


class Settings(BaseSettings):
    """What can be set, each as the environment variable FAQ_ + NAME."""

    model_config = SettingsConfigDict(env_prefix="FAQ_", env_ignore_empty=True, frozen=True)

    file: Path | None = None
    """FAQ file to serve; the sample shop FAQ where nothing was ever published."""
    home: Path = Field(default_factory=lambda: user_data_path("faq-matcher", appauthor=False))
    """Folder of the knowledge base."""
    cache: Path = Field(default_factory=lambda: user_cache_path("faq-matcher", appauthor=False))
    """Folder of converted models; may be emptied at any time."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 7860
    public_url: str = ""
    """Address under which people reach the service, such as https://help.example.org; allows its host."""

    encoder: str = "all-MiniLM-L6-v2"
    reranker: str = "none"
    runtime: Literal["auto", "openvino", "torch"] = "auto"
    study: bool = True
    """Whether the matcher studies each FAQ; without, it answers from the encoder as it is."""
    seed: int = 0
    """Seed of the study; another one gives a slightly different map."""
    answer_at: Share = DEFAULT_THRESHOLDS.answer_at
    suggest_at: Share = DEFAULT_THRESHOLDS.suggest_at

    title: str = "Shop help"
    logo: str = ""
    """Short text or emoji beside the title."""
    intro: str = "Ask about orders, delivery, returns, payment and your account."
    contact: str = "You can write to us at help@example.org."
    """Shown in Markdown when there is no answer."""
    examples: Annotated[tuple[str, ...], NoDecode] = (
        "How long does delivery take?",
        "I want to send something back",
        "Which cards do you accept?",
    )
    """Example questions, separated by | in the environment."""

    admin_user: str = "admin"
    admin_password: str = ""
    rate_limit: str = "60/minute"
    """Questions allowed per visitor address, in the notation of the library limits."""
    max_file_mb: Annotated[float, Field(gt=0)] = 50.0
    max_rows: Count = 200_000
    max_columns: Count = 1_000
    max_question: Count = 1_000
    """Characters of a question or an alternate."""
    max_answer: Count = 25_000
    """Characters of an answer."""
    max_name: Count = 500
    """Characters of an id, a category or a tag."""
    max_alternates: Count = 1_000
    """Alternates, or tags, of one entry."""
    max_members: Count = 1_000
    """Files packed in a workbook."""
    max_unpacked_mb: Annotated[float, Field(gt=0)] = 200.0
    """What a workbook may unpack to."""

    @field_validator("examples", mode="before")
    @classmethod
    def _split_examples(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split("|") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        Thresholds(self.answer_at, self.suggest_at)
        return self

    @property
    def thresholds(self) -> Thresholds:
        """The thresholds to start with; those saved in the knowledge base win."""
        return Thresholds(self.answer_at, self.suggest_at)


def load_settings() -> Settings:
    """Read the environment. Raises SettingsError that names the variable, the value and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            if not problem["loc"]:
                lines.append(f"FAQ_ANSWER_AT and FAQ_SUGGEST_AT: {problem['msg']}")
                continue
            name = "FAQ_" + str(problem["loc"][0]).upper()
            shown = "" if name == "FAQ_ADMIN_PASSWORD" else f" is {problem['input']!r}"
            lines.append(f"{name}{shown}: {problem['msg']}")
        raise SettingsError("; ".join(lines)) from error
