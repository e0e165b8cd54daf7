"""`python -m app`: the command line."""

import gc

gc.disable()  # while everything loads: none of it is garbage, and looking for some takes a tenth of the time

from app.cli import main  # noqa: E402

gc.freeze()  # nor will it be: what is loaded is not searched at every turn
gc.enable()

if __name__ == "__main__":
    main(prog_name="biaowen")
