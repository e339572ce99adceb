"""The currencies a scenario may be read in."""

CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£", "CHF": "CHF ", "JPY": "¥", "INR": "₹"}  # the sign of each currency a scenario may have
