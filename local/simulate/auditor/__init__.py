"""The judge: sees inputs, hand-overs and `explain`, and imports none of the system's rules."""
