"""Which world of an ensemble shows best what usually happens."""

from __future__ import annotations

import numpy as np

from simulation.outcomes.results import Results, band

LOOKED_AT = ("weekly_active", "speakers", "posts")  # what one sees of a community that is watched


def closest_to_median(results: Results) -> int:
    """Return the replicate whose course lies closest to the medians of all, week by week.

    Distances are in widths of the band, so that no measure counts more for being larger.
    """
    distance = np.zeros(len(results))
    for name in LOOKED_AT:
        series = results.series[name]
        low, middle, high = band(series)
        width = float(np.nanmean(high - low))
        if width > 0:
            distance += np.nanmean(np.abs(series - middle), axis=1) / width
    return int(results.replicates[int(np.argmin(distance))])
