"""Words of the fictional city. Nobody and nothing here exists."""

CITY = "云州市"
DISTRICTS = ("望江", "青石", "松风", "白鹭", "南桥", "北塘", "东篱", "西泠", "云顶", "临湖")
FIELDS = (
    ("labour", "职工服务", "職工服務", "Labour services"), ("youth", "青少年", "青少年", "Youth"),
    ("women", "妇女儿童", "婦女兒童", "Women and children"), ("science", "科普科技", "科普科技", "Science"),
    ("disabled", "助残", "助殘", "Disability"), ("elderly", "为老", "為老", "Elderly"),
    ("legal", "法律援助", "法律援助", "Legal aid"), ("culture", "文化艺术", "文化藝術", "Culture"),
    ("sport", "体育健身", "體育健身", "Sport"), ("education", "教育", "教育", "Education"),
    ("health", "卫生健康", "衛生健康", "Health"), ("environment", "生态环保", "生態環保", "Environment"),
    ("volunteer", "志愿服务", "志願服務", "Volunteering"), ("socialwork", "社会工作", "社會工作", "Social work"),
    ("charity", "慈善", "慈善", "Charity"), ("commerce", "工商服务", "工商服務", "Commerce"),
    ("farm", "农业农村", "農業農村", "Rural work"), ("construction", "城乡建设", "城鄉建設", "Construction"),
    ("transport", "交通", "交通", "Transport"), ("tourism", "旅游", "旅遊", "Tourism"),
    ("media", "传媒", "傳媒", "Media"), ("finance", "金融", "金融", "Finance"),
    ("property", "物业", "物業", "Property"), ("food", "餐饮", "餐飲", "Catering"),
    ("psychology", "心理服务", "心理服務", "Counselling"), ("emergency", "应急救援", "應急救援", "Emergency"),
    ("returnee", "侨务", "僑務", "Overseas ties"), ("private", "民营经济", "民營經濟", "Private business"),
)  # fmt: skip
STEMS = (
    "晨光", "同心", "暖阳", "春芽", "清泉", "和风", "星火", "启明", "益行", "橙果", "守望", "青禾", "百合", "长河", "微光",
    "麦田", "知行", "安居", "乐融", "拾光", "向阳", "蓝帆", "竹林", "木棉", "雨润", "归雁", "丰年", "聚力", "双江", "初心",
)  # fmt: skip
TAILS = {
    "social_association": ("协会", "促进会", "联谊会"),
    "social_service": ("服务中心", "事务所", "发展中心"),
    "foundation": ("公益基金会", "慈善基金会"),
    "grassroots": ("志愿队", "互助社", "兴趣小组"),
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("示一", "示二", "示三", "范例", "样安", "例宁", "示和", "样清", "例文", "示远", "样平", "例川")
TOPICS = (
    ("policy", "解读社会组织年检新要求"), ("information", "通报上季度工作情况"), ("experience", "交流社区服务做法"),
    ("problem", "研究场地不足问题"), ("theme", "讨论联合志愿行动"), ("problem", "研究新人培养办法"),
)  # fmt: skip
RESOLUTIONS = ("建立共享场地清单", "联合开展秋季公益行", "编写服务手册初稿", "组织一次骨干培训", "整理会员需求清单")
