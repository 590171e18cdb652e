"""What a code of people means: registers, moves, teams, posts, rosters, linked sources."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "already-member": (
            "Somebody moves in where they live already; it changes nothing.",
            "本来就住在这里，这条不起作用。",
        ),
        "already-there": (
            "Somebody is entered who is in the register already; record what changed instead.",
            "已在登记表中；请改记变动情况。",
        ),
        "answered-early": ("A slip was answered before it was sent; correct a moment.", "回执早于发出；请改正时间。"),
        "assignment.task-id": (
            "A task has no id, or shares one; give each its own.",
            "任务没有编号或编号重复；请分别编号。",
        ),
        "assignment.weight": ("A task weighs less than nothing; give nought or more.", "任务量小于零；请填零或以上。"),
        "assignment.worker-id": (
            "A worker has no id, or shares one; give each their own.",
            "工作人员没有编号或编号重复；请分别编号。",
        ),
        "before-first-list": ("It is of a day before the first list; correct the day.", "日期早于首份名单；请改正。"),
        "cells.band": (
            "The size band of cells is none; give the least and the most.",
            "单元规模的上下限不对；请填最少和最多。",
        ),
        "cells.member-twice": (
            "A member is named twice; each has one cell.",
            "同一成员写了两次；每个成员只归一个单元。",
        ),
        "cells.size": (
            "A member's size is no whole number from nought on; correct it.",
            "成员规模不是非负整数；请改正。",
        ),
        "circle": (
            "Something would lie inside itself; correct the container.",
            "会变成自己在自己里面；请改正所在之处。",
        ),
        "container-kind": (
            "Somebody moves into what cannot hold them; correct the id.",
            "迁入之处的类别不对；请改正编号。",
        ),
        "duty.name": (
            "A rule of duty reads a name that a place does not have; mend it.",
            "值守规定所用的名称不存在；请改正。",
        ),
        "duty.no-name": ("A duty has no name; give each its own.", "值守事项没有名称；请命名。"),
        "duty.nobody": (
            "Nobody is asked for; ask for at least one, or leave the duty out.",
            "没有要求人数；请至少要求一人，或删去。",
        ),
        "duty.twice": (
            "A place asks for one duty twice at one time; join them.",
            "同一地点同一时间同一值守写了两次；请合并。",
        ),
        "duty.unknown-role": ("There is no such role; mend the name.", "没有这个岗位角色；请改正名称。"),
        "itself": (
            "A household would merge with itself, or split into itself; name the others.",
            "住户与自己合并或分户；请写另外的户。",
        ),
        "kind.choices": (
            "Choices are given for what is no text; leave them out.",
            "只有文字字段才有选项；请删去选项。",
        ),
        "kind.counts": (
            "A field counts something and is no number; make it a number.",
            "计数字段不是数字；请改为数字。",
        ),
        "kind.field-name": ("A field cannot have this name; give another.", "字段不能用这个名称；请另取。"),
        "kind.field-twice": ("A field is declared twice; keep one.", "同一字段写了两次；请保留一个。"),
        "kind.field-type": (
            "A field is of a type that there is not; take one of those that are.",
            "字段类型不存在；请改用已有的类型。",
        ),
        "kind.mask": (
            "There is no such way of masking; take one of those that are.",
            "没有这种遮盖方式；请改用已有的。",
        ),
        "kind.person-dwelling": (
            "A kind is person and dwelling at once; choose one.",
            "同一类别既是人又是住处；请选其一。",
        ),
        "linkage.agreement": (
            "A comparison has no way to agree; name at least one.",
            "比对字段没有写如何算一致；请至少写一种。",
        ),
        "linkage.agreement-twice": (
            "One way to agree is named twice; keep one.",
            "同一种一致方式写了两次；请保留一个。",
        ),
        "linkage.block": (
            "A block or a key of so few rows leaves nothing to compare; allow 2 or more.",
            "分组或主键的上限太小，无可比对；请填 2 或以上。",
        ),
        "linkage.block-twice": ("Two blocks have one name; rename one.", "两个分组同名；请改名。"),
        "linkage.comparison-twice": ("A field is compared twice; keep one.", "同一字段比对了两次；请保留一次。"),
        "linkage.confirm": ("A key is confirmed by what it does not have; mend it.", "佐证字段不对；请改正。"),
        "linkage.containers": ("The containers of a row are no list of ids; write one.", "住处不是编号列表；请改写。"),
        "linkage.crossed": ("A field is crossed with itself; name another.", "字段与自己交叉比对；请写另一字段。"),
        "linkage.differ": ("Differing counts in favour; give nought or less.", "不一致反而加分；请填零或负数。"),
        "linkage.duplicate-id": (
            "Two rows of one source have one id; give each its own.",
            "同一来源两行编号相同；请分别编号。",
        ),
        "linkage.field": (
            "A row tells a field that its source does not have; mend it.",
            "该来源没有这个字段；请改正。",
        ),
        "linkage.key-twice": ("Two keys have one name; rename one.", "两个关键字同名；请改名。"),
        "linkage.margin": ("The margin must be above nought; raise it.", "差距必须大于零；请改正。"),
        "linkage.no-comparison": (
            "Rows of a block are compared and nobody says how; add a comparison.",
            "分组后没有写如何比对；请补上。",
        ),
        "linkage.no-id": ("A row has no id; give it one.", "这一行没有编号；请编号。"),
        "linkage.no-key": (
            "There is nothing to link by; declare a key or a block.",
            "没有比对依据；请写关键字或分组。",
        ),
        "linkage.no-source": ("There is no source; name at least one.", "没有数据来源；请至少写一个。"),
        "linkage.no-trait": ("A key is made of nothing; name at least one field.", "关键字没有字段；请至少写一个。"),
        "linkage.points": (
            "The points to ask and to join do not fit; say 0 < ask <= same.",
            "待核与合并的分数线不合；应为 0 < 待核 ≤ 合并。",
        ),
        "linkage.similarity": ("A likeness does not fit its field; take another.", "相似度算法与字段不合；请另选。"),
        "linkage.source": (
            "A row comes from a source that is not declared; declare or correct it.",
            "来源没有登记；请登记或改正。",
        ),
        "linkage.source-twice": ("Two sources have one name; rename one.", "两个来源同名；请改名。"),
        "linkage.told": (
            "The moment of a row has no time zone, or is none; write one.",
            "该行的时刻不对或没有时区；请改写。",
        ),
        "linkage.unit": ("The unit of a row is no id; write one.", "该行的单位不是编号；请改写。"),
        "linkage.value": (
            "A value does not fit its field; write it in the type of the field.",
            "填写内容与字段不符；请按字段类型填写。",
        ),
        "merge.field": (
            "A merge has a precedence for a field that there is not; mend the name.",
            "合并规则中的字段不存在；请改正名称。",
        ),
        "merge.field-twice": ("A field has two precedences; keep one.", "同一字段有两条优先规则；请保留一条。"),
        "merge.source": (
            "A precedence names a source that there is not; mend the name.",
            "优先规则中的来源不存在；请改正名称。",
        ),
        "no-group": ("It does not tell which special group; name it.", "没有写属于哪类重点人群；请写明。"),
        "no-members": (
            "A household splits or dissolves and nobody is named; name those who go.",
            "分户没有写明哪些人分出；请写明。",
        ),
        "no-place": (
            "It does not tell where; give a place, or a coded place outside.",
            "没有写去哪里；请填场所编号或辖区外代码。",
        ),
        "no-register-yet": (
            "Nothing is known of a day before the first register; ask about a later day.",
            "首份登记表之前没有资料；请查以后的日期。",
        ),
        "nowhere-on-the-map": (
            "A unit fell into parts that lie in no common unit of the other map; tell where its people belong.",
            "单位分拆后的各部分在另一张区划图上没有共同上级；请指明其人员归属。",
        ),
        "not-a-dwelling": (
            "People are to live in what is no dwelling; correct the id.",
            "所写的不是住处；请改正编号。",
        ),
        "not-a-person": (
            "It is about a person, and what is named is none; correct the id.",
            "所写的不是个人；请改正编号。",
        ),
        "not-a-place": ("Somebody is to move into a person; name a dwelling.", "不能迁入到个人；请写住处。"),
        "not-away": ("Somebody returns who was not away; it changes nothing.", "本来没有外出，返回不起作用。"),
        "not-member": (
            "Somebody leaves where they do not live on that day; correct the day or the id.",
            "当天不住在这里；请改正日期或编号。",
        ),
        "not-theirs": (
            "A slip hands over somebody who belonged to another unit then; ask both units.",
            "移交单位当时并不管这个人；请向两边核实。",
        ),
        "not-there": (
            "It is about somebody who is not in the register on that day; tell first how they came.",
            "当天不在登记表中；请先登记如何来的。",
        ),
        "nowhere": ("A slip goes from a unit to itself; correct it.", "移交的送出与接收是同一单位；请改正。"),
        "other-kind": (
            "It is recorded as another kind than the register has; correct one.",
            "类别与登记表不一致；请改正其一。",
        ),
        "other-places": (
            "Two registers stand over different units; compare registers of one tree.",
            "两份登记表的单位层级不同；请用同一层级的登记表比较。",
        ),
        "overlapping-stays": ("Somebody stays in two places at once; correct a day.", "同一人同时在两处；请改正日期。"),
        "persons": (
            "The number of persons is none, or is given for a person; write a whole number for a household.",
            "人数不对，或填在了个人名下；请只对住户填整数。",
        ),
        "post.also-by": (
            "A post may also be held by what cannot hold it; mend the roles.",
            "可兼任的角色不对；请改正。",
        ),
        "post.appointed-twice": (
            "A post is filled twice at one time; end one appointment.",
            "同一岗位同时任命了两人；请先免去一人。",
        ),
        "post.count": (
            "A post asks for nobody; leave it out, or ask for at least one.",
            "岗位人数为零；请删去，或至少一人。",
        ),
        "post.dates": (
            "A post or an appointment ends before it begins; mend the days.",
            "岗位或任命的起止日期颠倒；请改正。",
        ),
        "post.name": (
            "A rule reads a name that a person does not have; read one that begins with 'person.'.",
            "所用名称不是人员字段；请用 person. 开头的名称。",
        ),
        "post.no-id": ("A post has no id; give it one.", "岗位没有编号；请编号。"),
        "post.nobody": (
            "An appointment names nobody; leave it out for a vacancy.",
            "任命没有写人；空缺请删去这条任命。",
        ),
        "post.twice": (
            "Two posts have one id; give each its own, or use 'count'.",
            "两个岗位编号相同；请分别编号，或用 count。",
        ),
        "post.unknown": (
            "An appointment is to a post that there is not; correct the id.",
            "任命的岗位不存在；请改正编号。",
        ),
        "post.unknown-role": ("There is no such role; mend the name.", "没有这个岗位角色；请改正名称。"),
        "presence": (
            "The state is none of those that a person can be in; choose one of them.",
            "人员状态不在规定之内；请从中选择。",
        ),
        "presence.unreachable": (
            "Something is told of somebody whom nobody could reach; leave destination and return blank.",
            "失联人员填了去向或返回日期；请不填。",
        ),
        "register-mismatch": (
            "Two registers stand over different units or kinds and cannot be merged; bring them to one.",
            "两份登记表的单位或类别不同，不能合并；请先统一。",
        ),
        "register.circle": (
            "Households or places lie inside each other in a circle; correct one.",
            "住户或场所互相包含，形成循环；请改正其一。",
        ),
        "register.container-kind": (
            "Something lies in what cannot hold it; correct the kind or the container.",
            "所在之处的类别不对；请改正。",
        ),
        "register.container-twice": (
            "A container is named twice; name each once, the home first.",
            "同一住处写了两次；请各写一次，常住处在前。",
        ),
        "register.containers": ("The containers are no list of ids; write one.", "住处不是编号列表；请改写。"),
        "register.duplicate-id": ("Two rows have one id; give each its own.", "两行编号相同；请分别编号。"),
        "register.kind-twice": ("A kind is declared twice; keep one.", "同一类别写了两次；请保留一个。"),
        "register.lost-container": (
            "A row is a member of what was left out; mend that row first.",
            "所属住户的那一行没有读入；请先改正那一行。",
        ),
        "register.no-id": ("A row has no id; give each household and person one.", "没有编号；请给每户每人编号。"),
        "register.not-a-row": ("What was given is no row with columns; give one.", "所给的不是一行数据；请按行给出。"),
        "register.not-text": ("A column is no text; write it as one.", "列的内容不是文字；请写成文字。"),
        "register.persons": (
            "The number of persons is none, or is given for a person; write a whole number for a household.",
            "人数不对，或填在了个人行；请只在住户行填整数。",
        ),
        "register.presence": (
            "Presence does not fit; choose one of the states, with destination and return only where they apply.",
            "在家情况不对；请从规定的状态中选，需要时才填去向和返回日期。",
        ),
        "register.required": ("A required field is blank; fill it in.", "必填字段空着；请填写。"),
        "register.unknown-container": (
            "A container is not in the register; add it or correct the id.",
            "所在的住户或场所没有登记；请补登或改正编号。",
        ),
        "register.unknown-field": (
            "This kind has no such field; correct the heading or leave it out.",
            "该类别没有这个字段；请改正表头或不填。",
        ),
        "register.unknown-kind": ("There is no such kind of subject; correct it.", "没有这种类别；请改正。"),
        "receipt-undated": (
            "A slip was signed for and nobody knows when; ask for the moment of the receipt.",
            "移交单已签收但没有签收时间；请补上。",
        ),
        "register.unknown-unit": (
            "No unit goes by this id, code or path; correct it.",
            "没有这个编号、代码或路径的单位；请改正。",
        ),
        "register.wrong-value": (
            "A value does not fit its field; write it in the type of the field.",
            "填写内容与字段不符；请按字段类型填写。",
        ),
        "repeated": ("Something is told in two ways under one id; withdraw one.", "同一编号有两种说法；请撤回其一。"),
        "required": ("A required field is missing; tell it.", "缺少必填字段；请补填。"),
        "residence.kind": (
            "A kind that changes of residence need is not declared; declare it.",
            "居住变动所需的类别没有登记；请登记。",
        ),
        "residence.newcomer": (
            "A newcomer is in the first register already, or has nowhere to come to; correct it.",
            "新来人员已在首份登记表中，或没有可去的单位；请改正。",
        ),
        "responsibility.charge": (
            "A charge does not say who answers for whom; name both.",
            "包保关系没有写清谁包谁；请都写明。",
        ),
        "responsibility.dates": ("A charge ends before it begins; mend the days.", "包保的起止日期颠倒；请改正。"),
        "roster.blank": ("A cell of the roster is blank; fill it in.", "排班表有空格；请填写。"),
        "roster.empty-shift": ("A shift ends when it starts; give its end.", "班次起止相同；请填结束时间。"),
        "roster.hours": (
            "The hours of a shift cannot be read; write them like 08:00.",
            "班次时间无法识别；请写作 08:00。",
        ),
        "roster.limits": ("Under these limits nobody could be on duty; raise them.", "按此上限无人可排班；请放宽。"),
        "roster.shift-twice": ("Two shifts have one id; give each its own.", "两个班次编号相同；请分别编号。"),
        "roster.substitution-outside": (
            "A substitution lies outside the shift; mend the times.",
            "顶班时间不在班次之内；请改正。",
        ),
        "roster.two-substitutes": (
            "Two people substitute in one shift at one time; keep one.",
            "同一班次同时有两人顶班；请保留一人。",
        ),
        "roster.unknown-role": ("There is no such role; mend the name.", "没有这个岗位角色；请改正名称。"),
        "roster.unknown-shift": ("It is about a shift that there is not; correct the id.", "班次不存在；请改正编号。"),
        "same-home": ("Somebody moves to where they live already; it changes nothing.", "迁入的就是现住处，不起作用。"),
        "same-unit": (
            "It moves to the unit where it is already; it changes nothing.",
            "迁到的就是现在的单位，不起作用。",
        ),
        "second-membership": (
            "Somebody would live in two households at once; end one first, or record a move.",
            "同一人同时在两户；请先迁出，或登记为迁移。",
        ),
        "several": (
            "It is about several subjects where one is meant; record one for each.",
            "一条写了几个对象；请一个一条。",
        ),
        "stay-dates": ("A stay ends before it begins; correct the days.", "逗留的起止日期颠倒；请改正。"),
        "stranger": (
            "A slip is about somebody who is registered nowhere; register them first.",
            "移交的人没有登记；请先登记。",
        ),
        "team.count": ("A seat asks for nobody; ask for at least one.", "席位人数为零；请至少一人。"),
        "team.day-needed": ("The team changed over time; ask for a day.", "小组人员有过变动；请写明日期。"),
        "team.member-dates": ("A member leaves before they come; mend the days.", "成员离组早于入组；请改正日期。"),
        "team.member-twice": (
            "A member is in the team twice at one time; keep one.",
            "同一成员同时写了两次；请保留一个。",
        ),
        "team.member-without-id": ("A member has no id; give each one.", "成员没有编号；请编号。"),
        "team.no-role": (
            "A seat names no role; name every role that may take it.",
            "席位没有写角色；请写明可由哪些角色担任。",
        ),
        "team.no-seat": ("A rule of a team has no seat; declare at least one.", "小组规定没有席位；请至少写一个。"),
        "team.role-twice": (
            "A seat names a role twice; name each once, and use 'count'.",
            "同一角色写了两次；请写一次，人数用 count。",
        ),
        "team.seat-twice": (
            "Two seats are called the same; join them or name one.",
            "两个席位同名；请合并或另取名称。",
        ),
        "team.unknown-role": ("There is no such role; mend the name.", "没有这个岗位角色；请改正名称。"),
        "two-on-the-way": (
            "Two slips for one person are on the way; withdraw one.",
            "同一人有两张移交单未回；请撤回一张。",
        ),
        "uncounted": (
            "The persons of a household are not stated, so the sum would be lost; state them first.",
            "有一户没有填人数，合计会丢失；请先填人数。",
        ),
        "unknown-container": (
            "The household or place that is named is not there; correct the id.",
            "所写的住户或场所不存在；请改正编号。",
        ),
        "unknown-field": ("This kind has no such field; correct the name.", "该类别没有这个字段；请改正名称。"),
        "unknown-kind": ("There is no such kind; correct the name.", "没有这种类别；请改正名称。"),
        "unknown-subject": (
            "There is no such household or person in the register; mend the id.",
            "登记表中没有这一户或这个人；请改正编号。",
        ),
        "unnamed-persons": (
            "Persons would be lost who have no records of their own; give them records first.",
            "有人没有单独登记，会被漏掉；请先逐人登记。",
        ),
        "wrong-value": (
            "A value does not fit its field; write it in the type of the field.",
            "填写内容与字段不符；请按字段类型填写。",
        ),
    }
)
