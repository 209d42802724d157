"""Files of older releases become files of ours: what they hold is carried over, nothing is lost."""
