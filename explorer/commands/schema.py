"""`schema`: the shapes of the files that people write, for their editors."""

import json
from argparse import Namespace


def schema(options: Namespace) -> int:
    """Prints a JSON Schema."""
    from explorer.file_schema import schema as made

    print(json.dumps(made(options.what), indent=2, ensure_ascii=False))
    return 0
