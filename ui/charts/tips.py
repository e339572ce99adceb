"""What charts tell under the pointer: amounts with currency, unit and sensible digits, with their range and the baseline.

Texts are made in the browser, as Vega expressions over the rows, so that the rows stay numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

MONTH = alt.Tooltip("month:Q", format=".0f")  # a half goes away from zero in the browser, as in `nearest`
NOTHING = "–"


def axis_words(number: str, currency: str = "") -> str:
    """Return the expression that writes the value of an axis: nothing has no unit, a billion is B, and the sign stands before the currency."""
    return f"datum.value == 0 ? '0' : (datum.value < 0 ? '−' : '') + '{currency}' + replace(format(abs(datum.value), '{number}'), 'G', 'B')"


def written(value: str, number: str = "~s", currency: str = "", unit: str = "") -> str:
    """Return the expression that writes one value of a row as readers see numbers.

    Args:
        value: an expression, such as datum.median.
        number: the d3 format of the chart's axis; under the pointer stand more digits: three of a large number, two decimals, a tenth of a per cent.
        currency: its sign, for amounts of money.
        unit: what stands behind the number, such as "a month".
    """
    if "%" in number:
        text = f"replace(format(abs({value}), '.1~%'), '%', ' %')"
    elif number.endswith("f"):
        text = f"format(abs({value}), '.2f')"
    else:  # of small numbers no milli: .5 is 0.5
        text = f"(abs({value}) < 1000 ? format(abs({value}), '.3~r') : replace(format(abs({value}), '.3~s'), 'G', 'B'))"
    behind = f" + ' {unit}'" if unit else ""
    return f"(isValid({value}) && isFinite({value}) ? ({value} < 0 ? '−' : '') + '{currency}' + {text}{behind} : '{NOTHING}')"


def spanned(middle: str, low: str, high: str, number: str = "~s", currency: str = "", unit: str = "") -> str:
    """Return the expression of a value with its range behind it; ends that are written the same are no range."""
    first, last = (written(end, number, currency) for end in (low, high))
    return f"{written(middle, number, currency, unit)} + ({first} == {last} ? '' : ' (' + {first} + ' to ' + {last} + ')')"


def row_told(number: str = "~s", currency: str = "", unit: str = "", base: bool = True) -> str:
    """Return the expression of a whole row: median, range and, where there is one, the baseline."""
    told = spanned("datum.median", "datum.low", "datum.high", number, currency, unit)
    return told + (f" + (isValid(datum.base) ? '; baseline ' + {written('datum.base', number, currency)} : '')" if base else "")


def under_pointer(rows: alt.Chart, field: str, columns: Sequence[tuple[str, str]], told: str, colour: str) -> alt.Chart:
    """Return an invisible rule per month that tells every line under the pointer.

    Args:
        rows: the data; one row per month and line.
        field: the column that names the line.
        columns: (its value in `field`, what readers call it), in the order in which they are told.
        told: the expression of one row's text.
    """
    pointed = alt.selection_point(name="pointed", fields=["month"], nearest=True, on="pointerover", clear="pointerout", empty=False)
    return (
        rows.transform_calculate(told=told)
        .transform_pivot(field, value="told", groupby=["month"], op="max")  # one row each: the greatest text is the only one
        .mark_rule(color=colour, strokeWidth=1)
        .encode(
            x="month:Q",
            opacity=alt.condition(pointed, alt.value(0.7), alt.value(0)),
            tooltip=[MONTH, *(alt.Tooltip(f"{name}:N", title=title) for name, title in columns)],
        )
        .add_params(pointed)
    )
