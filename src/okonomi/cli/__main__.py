import sys

from okonomi.cli import main

sys.exit(main())
