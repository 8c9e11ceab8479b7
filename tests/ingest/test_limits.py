from matcher.ingest import Limits
from matcher.settings import Settings


def test_limits_follow_the_settings() -> None:
    limits = Limits.from_settings(Settings(max_file_mb=1.5, max_rows=7))
    assert limits == Limits(max_bytes=1_500_000, max_rows=7)


def test_limits_and_settings_have_the_same_defaults() -> None:
    assert Limits.from_settings(Settings()) == Limits()
