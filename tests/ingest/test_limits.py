from dataclasses import fields

from matcher.ingest import Limits
from matcher.settings import Settings


def test_limits_follow_the_settings() -> None:
    settings = Settings(
        max_file_mb=1.5,
        max_rows=7,
        max_columns=8,
        max_question=9,
        max_answer=10,
        max_alternates=11,
        max_name=12,
        max_members=13,
        max_unpacked_mb=2.5,
    )
    assert Limits.from_settings(settings) == Limits(
        max_bytes=1_500_000,
        max_rows=7,
        max_columns=8,
        max_question=9,
        max_answer=10,
        max_alternates=11,
        max_name=12,
        max_members=13,
        max_unpacked=2_500_000,
    )


def test_limits_and_settings_have_the_same_defaults() -> None:
    assert Limits.from_settings(Settings()) == Limits()


def test_every_limit_but_the_length_of_a_report_can_be_set() -> None:
    names = {field.name for field in fields(Limits)} - {"max_problems"}
    as_set = {"max_bytes": "max_file_mb", "max_unpacked": "max_unpacked_mb"}
    assert {as_set.get(name, name) for name in names} <= set(Settings.model_fields)


def test_limits_are_told_in_one_line() -> None:
    assert Limits(max_bytes=1_500_000, max_rows=2_000).describe() == (
        "Up to 1.5 MB and 2,000 rows. A question may have 1,000 characters and an answer 25,000."
    )
