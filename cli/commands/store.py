"""Back up, restore or check the saved scenarios.

The store is the one the pages use: the file in your data folder, or what CLG_STORE_URL names (a file, or a team's
PostgreSQL). A backup is one file that holds everything, versions and trash included, and can be restored into any store.

    store backup FILE              write everything into a new file, whole or not at all
    store restore FILE --replace   put a backup in the place of what the store holds
    store check                    look over every version; exit code 1 where something is damaged
"""

from __future__ import annotations

import argparse
from dataclasses import asdict

from cli.errors import FAILED, CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `store`."""
    parser.add_argument("action", choices=("backup", "restore", "check"))
    parser.add_argument("file", metavar="FILE", nargs="?", help="the backup to write or to restore")
    parser.add_argument("--place", metavar="PLACE", help="another store: a file name or postgresql://user:password@host/database")
    parser.add_argument("--replace", action="store_true", help="restore: put the backup in the place of the scenarios in the store")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default text")


def execute(arguments: argparse.Namespace) -> int:
    """Do it and say what the store, or the backup, holds."""
    from cli.output import Outputs
    from scenarios.backup import backup, check, restore
    from scenarios.failures import StoreError

    if (arguments.file is None) != (arguments.action == "check"):
        raise CommandError(f"store {arguments.action}: {'it takes no file' if arguments.file else 'name the file'}; see store --help")
    if arguments.replace and arguments.action != "restore":
        raise CommandError("--replace: only a restore puts something in the place of something else")
    try:
        if arguments.action == "backup":
            found = backup(arguments.place, arguments.file)
        elif arguments.action == "restore":
            found = restore(arguments.place, arguments.file, replace=arguments.replace)
        else:
            found = check(arguments.place)
    except StoreError as error:
        raise CommandError(str(error).replace(" Nothing was saved; your work is still here.", ""), FAILED) from None
    with Outputs({"--out": None}) as outputs:
        if arguments.format == "json":
            outputs.write_json("--out", {**asdict(found), "whole": found.whole})
        else:
            words = [f"{found.place}: {found.scenarios:,} scenarios ({found.in_trash:,} of them in the trash) in {found.versions:,} versions"]
            words += [f"{found.without_checksum:,} versions were saved before there were checksums"] if found.without_checksum else []
            words += [f"damaged: {one}" for one in found.damaged] or ["nothing is damaged"]
            outputs.write_text("--out", "\n".join(words))
    return 0 if found.whole else FAILED
