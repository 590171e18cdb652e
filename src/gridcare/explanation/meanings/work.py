"""What a code of work means: workflows, cases, observation, gates, grades, forecasts."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["MEANINGS"]

MEANINGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "after-exit": (
            "It happened after the observation had ended; correct the day, or enrol anew.",
            "发生在观察解除之后；请改正日期，或重新纳入。",
        ),
        "after-final": (
            "It comes after the case had ended and changes nothing; check the day.",
            "事项已办结，这条不起作用；请核对日期。",
        ),
        "alert.level": ("An alert is for a level that there is not; mend the name.", "预警的层级不存在；请改正名称。"),
        "alert.scale": ("Two gradings are on different scales; grade both on one.", "前后分级标准不同；请用同一标准。"),
        "already-enrolled": (
            "Somebody is enrolled who is watched already; it changes nothing.",
            "已在观察中，重复纳入不起作用。",
        ),
        "another's-slot": (
            "A record names a slot of somebody else; record it for whose it is.",
            "记到了别人的时段上；请改记到本人名下。",
        ),
        "answer-bounds": ("An answer lies outside its bounds; check the number.", "答案超出规定范围；请核对数值。"),
        "answer-choice": ("An answer is none of the choices; choose one of them.", "答案不在选项之内；请从选项中选。"),
        "answer-forbidden": ("This may not be collected; delete the answer.", "这项内容不得采集；请删去答案。"),
        "answer-member": (
            "An answer is given for a member where none is asked, or the other way round; write it as asked.",
            "该按人填的没有按人填，或不该按人填的写到了人；请按要求填写。",
        ),
        "answer-type": (
            "An answer is of another type than asked for; nothing is converted.",
            "答案类型不符；系统不作转换，请重填。",
        ),
        "answer-unknown-field": (
            "No questionnaire of this visit asks this; mend the name or leave it out.",
            "本次走访的问卷没有这一题；请改正名称，或不填。",
        ),
        "authority": (
            "It is not signed by the one who alone may lift it; have them sign.",
            "不是由有权解除的人签批；请由其签批。",
        ),
        "before-opening": (
            "It happened before the case was opened and changes nothing; check the day.",
            "发生在事项建立之前，不起作用；请核对日期。",
        ),
        "breach": ("The restriction was broken; follow it up.", "违反了管控要求；请跟进处理。"),
        "clock-turned-back": (
            "A clock was to be turned back; ask about the past by what was known then.",
            "时钟不能往回拨；查以往请按当时已知的情况查询。",
        ),
        "condition": ("A condition does not hold; the sentence says which.", "有条件不具备；具体见说明。"),
        "contradicting-outcome": (
            "The outcome and the answers contradict each other; correct one.",
            "结果与答案相互矛盾；请改正其一。",
        ),
        "due": ("Something is due; do it first.", "有应做的事项到期；请先完成。"),
        "exit-before-enrolment": (
            "An observation ends that has not begun; record the enrolment.",
            "观察尚未开始就解除；请补记纳入。",
        ),
        "forecast.chances": (
            "No outcome has a chance at this step; give the probabilities.",
            "这一环节没有写各结果的概率；请填写。",
        ),
        "forecast.condition": (
            "A condition has no probability, or one is given for a condition that nobody asks; mend it.",
            "条件没有概率，或写了没人用的条件；请改正。",
        ),
        "forecast.group": (
            "A group has no number of cases; give a whole number, one of them above nought.",
            "分组没有户数；请填非负整数，至少一组大于零。",
        ),
        "forecast.hours": (
            "Hours must be exact and not below nought; write a whole or decimal number.",
            "工时应为非负的准确数；请改正。",
        ),
        "forecast.minutes": (
            "The minutes of a step are missing or not exact; give them for all or for none.",
            "环节用时缺失或不准确；要么都填，要么都不填。",
        ),
        "forecast.outcome": (
            "A probability is given for an outcome that there is not; mend the name.",
            "写了不存在的结果的概率；请改正名称。",
        ),
        "forecast.probability": (
            "A probability is no exact number from 0 to 1; write it as a decimal or a fraction.",
            "概率不是 0 到 1 的准确数；请写成小数或分数。",
        ),
        "forecast.sum": (
            "The probabilities of a step do not add up to what they must; mend them.",
            "概率合计不对；请改正。",
        ),
        "forecast.timer": (
            "A timer with a condition cannot be forecast; simulate it.",
            "带条件的计时无法测算；请用模拟。",
        ),
        "gate.direction": ("A passage goes neither in nor out; write one of them.", "通行方向既非进也非出；请填写。"),
        "gate.last-entrance": (
            "The last open entrance would be closed; open another one first.",
            "会关掉最后一个开放的入口；请先另开一个。",
        ),
        "gate.none-open": (
            "No entrance was open for a time; check the orders.",
            "有一段时间没有开放的入口；请核对通知。",
        ),
        "gate.notice": ("A closing cites no notice that is in force; give one.", "关闭没有有效的通知作依据；请补上。"),
        "gate.passed-closed": (
            "Somebody went through a gate that was closed; ask who was on duty.",
            "有人从已关闭的卡口通过；请询问值守人员。",
        ),
        "gate.repeated": ("Two gates have one id; give each its own.", "两个卡口编号相同；请分别编号。"),
        "gate.rushed": ("Somebody went through although it was refused; follow it up.", "不准通行而有人通过；请跟进。"),
        "gate.several-open": (
            "Several entrances were open where one is allowed; close the others.",
            "同时开放了几个入口；请只留一个。",
        ),
        "gate.unit": ("A gate leads into another unit; correct one of them.", "卡口通往别的单位；请改正。"),
        "gate.unknown": (
            "A passage names a gate that there is not; mend the id.",
            "通行记录中的卡口不存在；请改正编号。",
        ),
        "gate.unregistered": (
            "Somebody from outside went in and was not registered; register them.",
            "外来人员进入没有登记；请补登。",
        ),
        "grade.authority": (
            "Somebody set a grade who may not; have the one set it who may.",
            "调级的人没有权限；请由有权的单位调整。",
        ),
        "grade.condition": (
            "A condition for the grade does not hold; the reason says which.",
            "调级条件不具备；具体见原因。",
        ),
        "grade.move": (
            "Nothing leads from this grade to that one; go by the grades between.",
            "不能从现级直接调到该级；请逐级调整。",
        ),
        "grade.other-edition": (
            "The grade was set under another edition of the rules; grade it anew.",
            "等级是按另一版标准定的；请重新评定。",
        ),
        "grade.place": (
            "A grade was set for a place that cannot have one; mend the unit.",
            "该地点不能定级；请改正单位。",
        ),
        "grade.rise-due": ("A rise is due and nobody has decided; decide it.", "应当升级而没有决定；请作出决定。"),
        "grade.same": ("It stands at this grade already.", "现在就是这一级。"),
        "grade.undermined": (
            "What became known later speaks against a lift that stands; review it.",
            "事后得知的情况不支持已作的降级；请复核。",
        ),
        "grade.unknown": ("There is no such grade; choose one of them.", "没有这个等级；请从规定的等级中选。"),
        "implausible-reading": (
            "A reading is not plausible; measure again or correct it.",
            "读数不合常理；请复测或改正。",
        ),
        "joined-already": (
            "It joins somebody who has joined already; it changes nothing.",
            "已经加入，重复加入不起作用。",
        ),
        "line.duties": ("A line of defence does nothing; name its duties.", "防线没有写做什么；请写明。"),
        "line.manned": (
            "Nobody mans a line of defence, or a row hides others; mend it.",
            "防线没有人守，或有行挡住了后面；请改正。",
        ),
        "migration-refused": (
            "The workflow does not say how cases of another version go on; give it a state map.",
            "流程没有说明旧版事项如何接续；请给出状态对应表。",
        ),
        "missed": (
            "Something that was owed was missed; make up for it or have it waived.",
            "该做的没有做；请补做或申请豁免。",
        ),
        "no-result": ("There is no result of a test; take one or have it waived.", "没有检测结果；请检测或申请豁免。"),
        "no-such-case": ("Nobody of this id has a case here; mend the id.", "这里没有此人或此户的事项；请改正编号。"),
        "no-such-spot": ("There is no such spot to keep up; mend the id.", "没有这个点位；请改正编号。"),
        "not-entitled": (
            "Whoever did this was not entitled to; have it done by who is.",
            "办理人不具备资格；请由具备资格的人办理。",
        ),
        "not-negative": ("A test was not negative; wait for one that is.", "检测结果不是阴性；请待转阴。"),
        "not-watched": (
            "Nobody was watching this person then; record the enrolment or correct the day.",
            "当时不在观察中；请补记纳入或改正日期。",
        ),
        "observations.protocol": (
            "There is no protocol, or two of one name; mend them.",
            "没有观察方案，或两个方案同名；请改正。",
        ),
        "open": (
            "Something is still open that bars the release; settle it first.",
            "还有未了事项，不能解除；请先办结。",
        ),
        "out-of-turn": (
            "It answers another step than the case stands at and changes nothing; check what was done.",
            "与事项当前环节不符，不起作用；请核实所做的事。",
        ),
        "overtaken-release": (
            "What became known since speaks against a release; it stands, review it.",
            "事后得知的情况不支持解除；解除仍有效，请复核。",
        ),
        "period": ("The period is not over; wait until it is.", "期限未满；请待期满。"),
        "policy.isolate": (
            "Nobody is isolated for want of a reason; give another verdict, or a rule.",
            "没有依据不得隔离；请改判，或给出规定。",
        ),
        "protocol.follows": (
            "What follows an exit fits no exit; mend the event or the reason.",
            "后续与解除不对应；请改正事项或原因。",
        ),
        "protocol.guard": (
            "A condition of release reads what the protocol does not owe; mend the name.",
            "解除条件所用的事项方案中没有；请改正名称。",
        ),
        "protocol.name": (
            "A protocol has no name or no kind of observation; give both.",
            "方案没有名称或观察类别；请都写上。",
        ),
        "protocol.readings": ("Two rules judge readings of one kind; join them.", "同一类读数有两条判定规则；请合并。"),
        "protocol.restriction": (
            "It restricts movement and names no legal class; name it, or let people go out.",
            "限制外出却没有写法律依据类别；请写明，或允许外出。",
        ),
        "protocol.tag": (
            "A tag reads facts that the protocol does not know; mend the kind.",
            "标签所用的记录类别不存在；请改正。",
        ),
        "protocol.waiver": (
            "A waiver waives what there is not, or shares its name; mend it.",
            "豁免的事项不存在或名称重复；请改正。",
        ),
        "reading.confirming": (
            "A confirming reading does not fit; mend its number or its time.",
            "复测规定不合；请改正次数或时间。",
        ),
        "reading.cut-off": (
            "A cut-off is missing or outside what is plausible; mend it.",
            "界值缺失或超出合理范围；请改正。",
        ),
        "reading.plausible": (
            "The plausible values are missing or swapped; give the least, then the greatest.",
            "合理范围缺失或颠倒；请先小后大。",
        ),
        "reading.unreachable": (
            "A cut-off hides those behind it; put it last.",
            "有一条界值挡住了后面的；请移到最后。",
        ),
        "release-refused": (
            "Somebody cannot be released yet; see to every reason that is named.",
            "尚不能解除；请逐条落实所列原因。",
        ),
        "routing.loop": (
            "Time alone would open these cases again and again; let a fact open them.",
            "单凭时间会反复立项；请改由记录触发。",
        ),
        "routing.name": (
            "A route reads what it cannot read; read what begins as the sentence says.",
            "去向规则用了不能用的名称；请按说明改正。",
        ),
        "routing.never": (
            "A route can never be taken; order it last or remove it.",
            "有的去向永远走不到；请移到最后或删去。",
        ),
        "routing.otherwise": (
            "Some cases would go nowhere; end with a route without a condition.",
            "有的事项没有去处；请以无条件的去向收尾。",
        ),
        "routing.track": (
            "A route leads to a track that there is not; mend the name.",
            "去向的流程不存在；请改正名称。",
        ),
        "scale.condition": (
            "A condition of a scale asks for nothing; give a number of 1 or more.",
            "分级条件没有要求；请填 1 或以上。",
        ),
        "scale.fall": ("A fall leads upwards, or two lead one way; mend them.", "降级方向不对或重复；请改正。"),
        "scale.grade": (
            "A scale names a grade that it does not have; mend the name.",
            "所写等级不在分级之内；请改正名称。",
        ),
        "scale.grades": (
            "A scale needs two grades or more, each once, the lowest first.",
            "分级至少两级，由低到高，各写一次。",
        ),
        "scale.no-way-down": (
            "Nothing leads down from a grade, so it could never be lifted; give a fall.",
            "有的等级没有降级的办法；请补上。",
        ),
        "scale.rise": ("Nothing rises to the lowest grade; name a higher one.", "不能升到最低一级；请写更高的等级。"),
        "second-exit": (
            "An observation ends that has ended already; the first exit counts.",
            "观察已经解除；以第一次为准。",
        ),
        "stage.loop": (
            "Beginning anew has no bound, or a bound without use; mend it.",
            "重新开始没有次数上限，或上限无用；请改正。",
        ),
        "stage.otherwise": (
            "A stage may end so and nothing follows; add a move without a condition.",
            "这样结束后没有下文；请加一条无条件的流转。",
        ),
        "stage.outcome": ("The workflow inside does not end so; mend the outcome.", "内部流程没有这种结果；请改正。"),
        "still-open": (
            "The unit cannot be closed while cases are open; finish those that are named.",
            "还有未办结的事项，不能销号；请先办结所列事项。",
        ),
        "too-soon": (
            "It comes too soon after the last attempt and does not count as one.",
            "与上一次间隔太短，不计次数。",
        ),
        "unfounded-release": (
            "A release was signed although its conditions did not hold; review it.",
            "签批解除时条件并不具备；请复核。",
        ),
        "unknown": (
            "It cannot be told whether a condition holds; record what is missing.",
            "条件是否具备无法判定；请补记所缺情况。",
        ),
        "unknown-exit": (
            "There is no such reason for an exit; choose one of them.",
            "没有这种解除原因；请从规定的原因中选。",
        ),
        "unknown-outcome": ("There is no such outcome; choose one of them.", "没有这种结果；请从规定的结果中选。"),
        "unknown-protocol": (
            "There is no such protocol of observation; mend the name.",
            "没有这个观察方案；请改正名称。",
        ),
        "unknown-step": ("There is no such step in the workflow; mend the kind.", "流程中没有这个环节；请改正。"),
        "unknown-symptom": (
            "This symptom is not asked for; choose one of them.",
            "没有要求登记这种症状；请从规定的症状中选。",
        ),
        "unknown-track": ("There is no such track; mend the name.", "没有这条流程；请改正名称。"),
        "unknown-waiver": ("There is no such waiver; choose one of them.", "没有这种豁免；请从规定的豁免中选。"),
        "unnamed-symptom": ("A symptom is not named; say which.", "没有写是什么症状；请写明。"),
        "unsigned": ("Nobody who may sign it has signed; have it signed.", "没有签字；请由有权的人签字。"),
        "upkeep.days": ("A spot ends before it begins; swap the days.", "点位的起止日期颠倒；请对调。"),
        "upkeep.kinds": ("No kind of spot owes it; name at least one.", "没有写哪类点位要做；请至少写一类。"),
        "upkeep.repeated": ("Two upkeeps have one name; give each its own.", "两项维护同名；请分别命名。"),
        "upkeep.slots": (
            "It is owed at no time; give at least one rule of slots.",
            "没有写何时要做；请至少写一条时段规定。",
        ),
        "upkeep.spot": ("Two spots have one id; give each its own.", "两个点位编号相同；请分别编号。"),
        "upkeep.unit": ("A spot lies in a unit that there is not; mend the id.", "点位所在单位不存在；请改正编号。"),
        "workflow.anchor": (
            "A time is counted from what nobody can tell; count from what is named.",
            "时限的起算点不存在；请改用所列的起算点。",
        ),
        "workflow.attempts": (
            "A step has no whole number of attempts; give 1 or more.",
            "次数不是正整数；请填 1 或以上。",
        ),
        "workflow.channel": (
            "A channel does not fit, or one before it hides it; order it earlier or remove it.",
            "渠道不合，或被前面的挡住；请前移或删去。",
        ),
        "workflow.deadline": (
            "A deadline is no length of time, or is set where none can be; mend it.",
            "时限不对或不该写在此处；请改正。",
        ),
        "workflow.effect": ("An effect is declared twice; keep one.", "同一后续事项写了两次；请保留一个。"),
        "workflow.limit": (
            "With every deadline kept it takes longer than the method allows; shorten a deadline.",
            "即使每步按时，总时间也超过上限；请缩短时限。",
        ),
        "workflow.loop": (
            "A circle has no bound; spend attempts or set a mark on the way.",
            "流程形成没有止境的循环；请加次数限制或标记。",
        ),
        "workflow.mark": (
            "A mark is set that nobody reads, or read that nobody sets; mend it.",
            "标记设了没用，或用了没设；请改正。",
        ),
        "workflow.move": ("A move leads nowhere or says two things; mend it.", "流转没有去向或自相矛盾；请改正。"),
        "workflow.never": (
            "A branch can never be taken; order it earlier or remove it.",
            "有的分支永远走不到；请前移或删去。",
        ),
        "workflow.no-final": (
            "No end can be reached from here; lead some outcome to a final part.",
            "从这里走不到办结；请引到某个办结环节。",
        ),
        "workflow.order": (
            "An order is called like something else, or says what no part takes up; rename it, or add the move.",
            "指令与其他名称重复，或没有环节处理它；请改名，或补上流转。",
        ),
        "workflow.otherwise": (
            "No condition may hold here; end with a move without a condition.",
            "可能一个条件都不满足；请以无条件的流转收尾。",
        ),
        "workflow.outcome": (
            "The questionnaire has an outcome without a move; add the move.",
            "问卷的某个结果没有流转；请补上。",
        ),
        "workflow.parameter": (
            "A parameter is not declared; declare it or mend the name.",
            "参数没有登记；请登记或改正名称。",
        ),
        "workflow.repeated": ("Two parts have one name; give each its own.", "两个环节同名；请分别命名。"),
        "workflow.reserved": (
            "A part has no name, or one that is taken by gridcare; give another.",
            "环节没有名称或用了保留名称；请另取。",
        ),
        "workflow.size": (
            "Marks and attempts make too many states; use fewer marks.",
            "标记和次数太多，状态过多；请减少标记。",
        ),
        "workflow.state-map": (
            "The state map does not say where an old state goes; complete it.",
            "状态对应表没有写旧状态的去处；请补全。",
        ),
        "workflow.team": (
            "A step names a team that is not declared; declare it or mend the name.",
            "环节所写的小组没有登记；请登记或改正名称。",
        ),
        "workflow.time": (
            "A length of time is wanted, longer than nothing; mend it.",
            "此处应填大于零的时长；请改正。",
        ),
        "workflow.unknown-part": (
            "It leads to a part that there is not; mend the name.",
            "所去的环节不存在；请改正名称。",
        ),
        "workflow.unreachable": (
            "No way leads to this part; send some outcome to it, or remove it.",
            "没有流转通向这个环节；请补上，或删去该环节。",
        ),
    }
)
