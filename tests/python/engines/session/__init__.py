"""The warm session of the development loop."""
