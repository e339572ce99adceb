"""What a run leaves: recorded series, results, the verdict and exports."""
