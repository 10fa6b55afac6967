"""What no offer may carry (A08.4): a price in contacts, advertising, tied sales, publicity as the price of help.

Plain words looked for in what was written; whoever screens can still refuse what they miss, and says why.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_ASKS = "索取|索要|提供|提交|要求|需要|须|需|交出|换取|给我们|共享|开放|拿到|附上|导出"
_LIST = "通讯录|联系方式|联系人名单|会员名单|成员名单|名单|手机号|电话号码|个人信息|微信群|客户资料"
FAULTS = (
    ("contacts", re.compile(f"({_ASKS})[^。；;\n]{{0,12}}({_LIST})|({_LIST})[^。；;\n]{{0,6}}(交换|换取|作为条件|给我们|发给)"),
     gettext_lazy("不能以通讯录、会员名单或联系方式作为条件。请删去这一条；要联系对方，用平台转达，双方都看不到彼此的联系方式。")),
    ("tied", re.compile("(购买|采购|办理|开通|充值|下单|签约)[^。；;\n]{0,12}(后|才|即可|方可|满)|(须|需|必须)[^。；;\n]{0,4}(购买|采购|开卡|办卡|充值)"),
     gettext_lazy("不能要求对方先购买、开卡或充值。请改成不附带消费的条件。")),
    ("publicity", re.compile("(须|需|必须|要求|应)[^。；;\n]{0,14}(冠名|挂牌宣传|点赞|转发|关注公众号|露出|站台|锦旗|宣传我)"),
     gettext_lazy("不能以冠名、转发或宣传作为帮助的价钱。受助方愿意致谢，办成以后平台会请它写一句。")),
    ("advertising", re.compile("(促销|优惠价|特价|折扣|打折|满减|抢购|招商|加盟|代理商|扫码领券|厂家直销|拼团|理财|贷款额度|套餐价)"),
     gettext_lazy("这里不登广告。请只写能给什么、给谁、什么条件。")),
)  # fmt: skip
_CONTACT = re.compile(
    r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]\d{7,8}|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|(?:微信|weixin|wechat|vx|QQ)(?:号)?[:：\s]{0,3}[a-z0-9_-]{5,}", re.IGNORECASE
)  # fmt: skip


def fault_of(text: str) -> str:
    """The code of the first thing that may not be there; empty when all is well."""
    return next((code for code, pattern, _words in FAULTS if pattern.search(text)), "")


def has_contact(text: str) -> bool:
    """A telephone number, a mail address or an account name."""
    return bool(_CONTACT.search(text))


def refuse_faults(**texts: str) -> None:
    """Raise ValidationError at the field with what to do."""
    wrong: dict[str, str] = {}
    for field, text in texts.items():
        code = fault_of(text)
        if code:
            wrong[field] = str(next(words for name, _pattern, words in FAULTS if name == code))
        elif has_contact(text):
            wrong[field] = _("这里会公开，请不要写电话、邮箱或微信号。联系方式另填，只有枢纽看得到。")
    if wrong:
        raise ValidationError(wrong)
