"""Two programmes in the same ten replicates: what one lever changes, and how sure that is."""

from simulation import RunSpec
from simulation.engine.ensemble import run_replicates
from simulation.studies.compare import compare

usual = RunSpec(runs=10, weeks=78)  # the default programme in ten replicates over a year and a half
crowded = usual.with_value("batch_size", 200)  # ten times as many people let in at once
before, after = run_replicates(usual), run_replicates(crowded)  # under common random numbers

found = compare(before, after)["retention_90d"]
print(f"90-day retention: {found.median:+.0%} ({found.low:+.0%} to {found.high:+.0%}), {found.certainty}")
