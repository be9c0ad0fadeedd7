"""Near real time: land, build what the new files concern in a warm session, and again.

The command line is ``python -m orchestration.watch``, `make watch`. A round lands the shop's new
orders (orchestration.landing), looks which feeds have files that were not there before, and has dbt
build what is made of them, in a Spark session and with a parsed project that stay. A round that
fails is told in a sentence, and the next one comes later.
"""
