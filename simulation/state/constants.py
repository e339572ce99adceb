"""Numbers that several steps of a week share."""

USUAL_TRUST = 0.75  # trust of a healthy community, at which what trust does is counted in full, A
LOW_TRUST = 0.4  # trust under which members speak ill of the place and leave it sooner, A
MOST_DRAWN = 2.5  # standard deviations of being drawn to communities beyond which nobody differs: a bound on selection, A
ARCHIVE = 400.0  # public pages of which two thirds of the use is had, A
OWN_SHARE = 0.2  # enterprise: visits and talks per person, against a consumer market, S0
TINY = 1e-9  # keeps a division by nothing from failing
LITTLE = 1e-6  # the same for sums of single messages
