"""The few looks that the theme has no setting for."""

CHIP = "#085c8c"  # the light theme's accent

RULES = (
    # The widget writes white on the accent colour, which is light in the dark theme: chosen scenarios keep the dark one in both.
    f"[data-testid=stMultiSelect] [data-tag] {{ background-color: {CHIP}; color: #ffffff; }}",
    # On a phone the name of a figure takes two lines rather than ending in dots.
    "[data-testid=stMetricLabel] div div p { white-space: normal; line-height: 1.25; }",
)
LOOKS = f"<style>{' '.join(RULES)}</style>"
