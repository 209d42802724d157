"""What older releases wrote into `logs.db`, read as records of ours. Nothing here writes."""
