"""Stories: what a seed puts the weight on, each around one rule; the same trouble by design.

Chance alone meets a rule that matters once in hundreds of runs. So each seed has one of them.
"""
