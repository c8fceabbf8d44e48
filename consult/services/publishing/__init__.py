"""Publishing: what residents see of the results, frozen edition by edition."""
