from __future__ import annotations

import getpass
import os
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import CommandParser

from shuniu.faces.cli.installation import set_up
from shuniu.faces.cli.saying import OneLineCommand, Refused
from shuniu.kernel.core.moments import db_now


def named(text: str) -> tuple[str, str]:
    code, sign, name = text.partition("=")
    if not (sign and code.strip() and name.strip()):
        raise ArgumentTypeError(f"请写成“编码=名称”：{text}")
    return code.strip(), name.strip()


class Command(OneLineCommand):
    help = "Makes the first account, its overseeing body, the area, the fields and the specification."
    words = {"username": "--username", "name": "--name", "email": "--email", "phone": "--phone"}

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", required=True, help="用户名")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--email", default="")
        parser.add_argument("--phone", default="")
        parser.add_argument("--password", default="", help="不写时在终端里问，或取环境变量 SHUNIU_SETUP_PASSWORD")
        parser.add_argument("--office", required=True, help="主管单位的全称")
        parser.add_argument("--area", type=named, required=True, metavar="编码=名称", help="例如 990000=云州市")
        parser.add_argument("--level", choices=["city", "district"], default="city")
        parser.add_argument("--district", type=named, action="append", default=[], metavar="编码=名称")
        parser.add_argument("--field", type=named, action="append", default=[], metavar="代号=领域")

    def act(self, options: dict[str, Any]) -> None:
        account = {key: options[key] for key in ("username", "name", "email", "phone")}
        user, body = set_up(
            account={**account, "password": self.password(options["password"])}, office=options["office"],
            area=options["area"], level=options["level"], districts=options["district"], fields=options["field"],
            at=db_now(),
        )  # fmt: skip
        self.stdout.write(
            f"{body.name}（{body.code}）和管理账号 {user.username} 已建立，规范和工作日历已载入。\n"
            f"下一步：shuniu hub --as {user.username} --office {body.code} --name 枢纽全称 --head 负责人姓名"
        )

    @staticmethod
    def password(given: str) -> str:
        """Never a default: given, from the environment, or asked for twice at a terminal."""
        given = given or os.environ.get("SHUNIU_SETUP_PASSWORD", "")
        if given:
            return given
        if not sys.stdin.isatty():
            raise Refused("请用 --password 或环境变量 SHUNIU_SETUP_PASSWORD 给出密码。")
        first = getpass.getpass("密码：")
        if first != getpass.getpass("再输一次："):
            raise Refused("两次输入的密码不一样，没有建立任何内容。")
        return first
