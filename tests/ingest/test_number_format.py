import pytest

from matcher.ingest.number_format import as_shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234, "General", "1234"),
        (1.5, "@", "1.5"),
        (0.15, "0%", "15%"),
        (0.125, "0.0%", "12.5%"),
        (0.285, "0%", "29%"),
        (0.15, r"0\ %", "15 %"),
        (1234, "00000", "01234"),
        (-7, "000", "-007"),
        (2.5, "0", "3"),
        (-0.001, "0.00", "0.00"),
        (4.9, '#,##0.00 "€"', "4.90 €"),
        (4.9, "[$£-809]0.00", "£4.90"),
        (4.9, r"_-* #,##0.00\ [$€-407]_-;\-* #,##0.00\ [$€-407]_-", "4.90 €"),
        (5, '0 "days"', "5 days"),
        (999, "#,##0", "999"),
    ],
)
def test_a_number_is_shown_in_its_format(value: float, code: str, shown: str) -> None:
    assert as_shown(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1234, "#,##0"),
        (-5, "0.00;[Red]0.00"),
        (5, "00000-0000"),
        (5, "0.00E+00"),
        (5, "# ?/?"),
        (5, "[>3]0"),
        (5, '0"open'),
        (float("inf"), "0"),
        (1e15, "0"),
        (5, '"x"' * 50_000),
    ],
)
def test_a_format_whose_look_is_not_certain_is_not_shown(value: float, code: str) -> None:
    assert as_shown(value, code) is None
