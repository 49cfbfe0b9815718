"""What both rankers share: LightGBM parameters, and the export of trees to arrays."""
