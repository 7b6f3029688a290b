import sys

from okonomi.cli import main

if __name__ == "__main__":  # the processes of a batch import this module too
    sys.exit(main())
