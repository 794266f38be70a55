"""Personal names in Chinese text: a family name, one or two more characters, and a cue."""

import re
from collections.abc import Iterator

SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付"
    "方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文樊庄殷颜倪葛温施洪柯涂连阮詹傅欧庞翁卓俞章鲁麦裴兰"
    "辛管左符聂祝岳耿齐焦骆柳舒游牛尤凌鲍阳伍祁梅费池桂盛卞滕官巫苗翟甘房单宁席蓝甄瞿官童屈路"
)
DOUBLE = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "端木",
)
_FAMILY = f"(?:{'|'.join(DOUBLE)}|[{SINGLE}])"
_SHORT = 2
_HAN = "[\u4e00-\u9fff]"
_NO_GIVEN = (
    "的是在了和与及就都也还又被把对向从到给让叫请说问去来有没不我你他她它们这那其某个人为以能会要可该将已之而且或但因所如若则上下里外中内前后左右"
    "等每各全很太最更再只才做办管看见听想住买卖打收交付欠拖签写发送找求告诉骗共产党省市县区镇乡村街路组社局院校厂店家公司员工部门站所处科室先女同老师书记主任长"
)
_GIVEN = f"[^{_NO_GIVEN}\\W\\d_a-zA-Z]"
_TAIL = rf"(?={_HAN}|\W|$)"
_BEFORE = (
    r"(?:我(?:的)?(?:名字)?叫|我是|本人(?:姓名)?|姓名|名叫|名字叫|名为|叫做|联系人|举报人|投诉人|反映人|申请人|当事人|负责人|法人代表|法定代表人|法人|户主|患者|死者|伤者|被告|原告"
    r"|村民|居民|业主|房东|租客|包工头|老板娘?|班主任|邻居|学生|教师|医生|护士|司机|经理|店主|户名|收款人|收件人|丈夫|妻子|老公|老婆|爱人|儿子|女儿|父亲|母亲|爸爸|妈妈|爷爷|奶奶|哥哥|弟弟|姐姐|妹妹|孙子|孙女"
    r"|村支书|支书|村主任|村长|组长|书记|主任|校长|局长|所长|院长|镇长|乡长|科长|队长|同志|人员)"
)
_AFTER = (
    r"(?:先生|女士|小姐|同志|老师|医生|大夫|护士|书记|主任|校长|局长|所长|院长|镇长|乡长|县长|市长|科长|队长|村长"
    r"|支书|组长|经理|老板|律师|警官|法官|教授|师傅|阿姨|大爷|大妈|大叔|奶奶|爷爷|老人|本人)"
)
_CUED = re.compile(
    rf"{_BEFORE}(?:是|为|叫|[:：])?[ \u3000]?(?P<name>{_FAMILY}{_GIVEN}{{1,2}}){_TAIL}"
)
_TITLED = re.compile(rf"(?P<name>{_FAMILY}{_GIVEN}{{1,2}}){_AFTER}")
_PAIRED = re.compile(
    rf"(?P<name>{_FAMILY}{_GIVEN}{{1,2}})(?=[ \u3000]?[(（,，:：]?(?:男|女|身份证|电话|手机|联系电话)[,，:：)）\d]?)"
)
_SIGNED = re.compile(
    rf"(?:此致|敬礼|签名|署名|投诉者|来信人|写信人)[ \u3000!！。:：\n]{{0,4}}"
    rf"(?P<name>{_FAMILY}{_GIVEN}{{1,2}})\s{{0,3}}(?:$|[\d。])"
)
_STOP = re.compile(
    r"^(?:高中|高速|高铁|高考|马上|马路|方面|方便|方式|方案|石头|石材|金额|金融|白天|白色|黄金|黄色|黄河|江边|江苏|江西|温泉|温度|温馨|常年|常住|时候|单独|单身|单车|游客|游戏|管道|管网|管线|房产|房屋|房租|房价|房款|文明|文化|文件|文物|武警|康复|任务|任意|任性|童年|童车|路面|路灯|路况|路费|苗木|官方|官僚|费用|盛大|席位|蓝天|连续|连接|连年|连锁|严重|严格|严肃|严查|严惩|易地|易燃|向阳|万元|万一|万分|万家|龙头|夏天|夏季|秋季|田地|田间|林木|林地|林业|段时间|程度|程序|余地|余款|于是|何时|何处|周边|周围|周末|周期|周岁|周年|唐代|宋代|许多|许可|曾经|贺卡|顾客|顾虑|史上|侯车|钱款|钱财|车辆|左边|右边|阳光|阳台|牛奶|牛羊|池塘|梅雨|雷雨|雷电|洪水|洪灾|洪涝|施工|温暖|兰花|单价|单位|单据|欧元|麦田|鲁莽|屈服|舒适|祝福|祝愿|齐全|齐心|焦急|焦虑|官员|管控|管护|管辖|丁字|金属|石油|石灰|谢绝|谢谢|于今|成都|高额|高峰|高压|高温|高昂|高级|高龄|高新|高层|高档|黄泥|黄昏|龙舟|和平|安置|安全|宁可|宁愿)"
)


def name_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a personal name stands.

    A name is taken as such only beside a cue (我叫…, 业主…, …先生, …，男): a family name alone is too
    common a character. Once found, the same full name is marked wherever it stands.
    """
    known: set[str] = set()
    for pattern in (_CUED, _TITLED, _PAIRED, _SIGNED):
        for match in pattern.finditer(text):
            name = match.group("name")
            if not _STOP.match(name):
                known.add(name)
                yield match.span("name")
    for name in known:
        if len(name) > _SHORT:
            for match in re.finditer(re.escape(name), text):
                yield match.span()
