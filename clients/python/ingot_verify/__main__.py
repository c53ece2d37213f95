"""python3 -m ingot_verify."""
import sys

from ingot_verify.cli import main

sys.exit(main())
