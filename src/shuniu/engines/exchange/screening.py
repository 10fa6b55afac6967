"""What no offer may carry (A08.4): a price in contacts, advertising, tied sales, publicity as the price of help.

Plain words looked for in what was written; whoever screens can still refuse what they miss, and says why.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_ASKS = "索取|索要|提供|提交|要求|需要|须|需|交出|交给|把|换取|给我们|共享|开放|拿到|附上|导出|留下"
_WHOSE = "会员|成员|服务对象|居民|群众|客户|业主|家长|学员|参会人员|参加者|各?组织|各?单位"
_WHAT = "通讯录|通讯簿|花名册|名册|名单|联系方式|联系电话|电话|手机|微信|邮箱|个人信息|资料(?!袋|包|册|室|架)|姓名"
_LIST = f"通讯录|通讯簿|联系方式|联系人名单|手机号|电话号码|个人信息|客户资料|微信群|(?:{_WHOSE})的?(?:{_WHAT})"
FAULTS = (
    ("contacts", re.compile(f"(?:{_ASKS})[^。；;\n]{{0,12}}(?:{_LIST})|(?:{_LIST})[^。；;\n]{{0,6}}(?:交换|换取|作为条件|给我们|发给|交给)"
                            r"|\b(?:provide|give|send|share|hand over|require)\b[^.;\n]{0,40}\b(?:member|client|customer|contact|participant)s?'?"
                            r" (?:list|phone|number|e-?mail|contact|detail|data)", re.IGNORECASE),
     gettext_lazy("不能以通讯录、会员名单或联系方式作为条件。请删去这一条；要联系对方，用平台转达，双方都看不到彼此的联系方式。")),
    ("tied", re.compile("(?:购买|采购|开通|充值|下单|签约|开户|开卡|办卡|办理(?:会员|信用|储值|贷款|保险|套餐))[^。；;\n]{0,12}(?:后|才|即可|方可|满)"
                        "|(?:须|需|必须)[^。；;\n]{0,4}(?:购买|采购|开卡|办卡|充值|开户)"),
     gettext_lazy("不能要求对方先购买、开卡或充值。请改成不附带消费的条件。")),
    ("publicity", re.compile("(?:须|需(?!要)|必须|要求|应)[^。；;\n]{0,14}(?:冠名|挂牌宣传|点赞|转发|关注公众号|露出|站台|锦旗|宣传我)"),
     gettext_lazy("不能以冠名、转发或宣传作为帮助的价钱。受助方愿意致谢，办成以后平台会请它写一句。")),
    ("advertising", re.compile("促销|优惠价|特价|折扣|打折|满减|抢购|招商(?!银行)|加盟|代理商|扫码领券|厂家直销|拼团|理财(?:产品|经理|顾问|收益|咨询)|贷款额度|套餐价"),
     gettext_lazy("这里不登广告。请只写能给什么、给谁、什么条件。")),
    ("collecting", re.compile("水滴筹|轻松筹|爱心筹|收款码|扫码(?:捐|付款|支付|转账)"
                              "|(?:捐款|善款|打款|转账|汇款)[^。；;\n]{0,8}(?:账号|账户|帐号|卡号|二维码|到以下|至以下)"
                              "|(?:账号|账户|卡号|二维码)[^。；;\n]{0,6}(?:捐款|善款|打款|转账|汇款)"
                              "|(?:向|请|恳请|呼吁|号召|发动)(?:全?社会|公众|爱心人士|好心人|各界|市民|大家|网友)[^。；;\n]{0,10}(?:捐款|捐钱|募捐|募款|筹款)"
                              "|(?:正在|我们)[^。；;\n]{0,6}(?:众筹|公开募捐|网络募捐|筹款)(?!备案|资格|培训|辅导|咨询|平台|合规|方案)"
                              r"|\b(?:donate|donations?|transfer)\b[^.;\n]{0,30}\b(?:account|QR code)\b", re.IGNORECASE),
     gettext_lazy("这里不向公众募款，也不收捐款。要公开募捐，请和有公开募捐资格的慈善组织合作，备案后在指定的平台上进行；这里只写缺多少、做什么用。")),
)  # fmt: skip
ASKED = ("contacts", "collecting")
"""What a need may not carry: it asks, so it neither sells nor sets a price. Public collection belongs on designated platforms
alone (A10.4), whichever side asks."""
_CONTACT = re.compile(
    r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<!\d)0\d{2,3}[- ]\d{7,8}|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|(?:电话|联系|热线|致电|tel)[^\d\n]{0,6}\d{7,8}(?!\d)"
    r"|(?:微信|weixin|wechat|vx|QQ)(?:号)?[:：\s]{0,3}[a-z0-9_-]{5,}", re.IGNORECASE
)  # fmt: skip
_SIMPLE = str.maketrans(
    "會員訊錄聯繫電話資單冊須購買採開戶辦務個對給與導轉發關眾優價銷貸額顧問營簽約機號碼組織學賬帳籌匯掃愛請維",
    "会员讯录联系电话资单册须购买采开户办务个对给与导转发关众优价销贷额顾问营签约机号码组织学账账筹汇扫爱请维",
)
"""Traditional characters of the words looked for."""


def fault_of(text: str) -> str:
    """The code of the first thing that may not be there; empty when all is well."""
    plain = text.translate(_SIMPLE)
    return next((code for code, pattern, _words in FAULTS if pattern.search(plain)), "")


def has_contact(text: str) -> bool:
    """A telephone number, a mail address or an account name."""
    return bool(_CONTACT.search(text.translate(_SIMPLE)))


def refuse_faults(*, only: Collection[str] = (), **texts: str) -> None:
    """Raise ValidationError at the field with what to do; `only` these faults, else all."""
    wrong: dict[str, str] = {}
    for field, text in texts.items():
        code = fault_of(text)
        if code and (not only or code in only):
            wrong[field] = str(next(words for name, _pattern, words in FAULTS if name == code))
        elif has_contact(text):
            wrong[field] = _("这里会公开，请不要写电话、邮箱或微信号。联系方式另填，只有枢纽看得到。")
    if wrong:
        raise ValidationError(wrong)
