from shuniu.kernel.core.migrating import Initial
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
        ('gatherings', '0001_initial'),
        ('orgs', '0001_initial'),
        ('record', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topics', models.TextField(verbose_name='议题')),
                ('resolutions', models.TextField(blank=True, verbose_name='决议')),
                ('effect', models.TextField(blank=True, verbose_name='成效')),
                ('scale', models.PositiveIntegerField(default=0, editable=False, verbose_name='规模')),
                ('late_entries', models.PositiveIntegerField(default=0, editable=False, verbose_name='其中会后补录')),
                ('late_reason', models.CharField(blank=True, max_length=200, verbose_name='补录原因')),
                ('state', models.CharField(choices=[('DRAFT', '草稿'), ('FILED', '已报送'), ('RETURNED', '退回补充'), ('ACCEPTED', '已接收')], default='DRAFT', max_length=20)),
                ('first_filed_at', models.DateTimeField(editable=False, null=True)),
                ('filed_at', models.DateTimeField(editable=False, null=True)),
                ('times_returned', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('reply', models.TextField(blank=True, verbose_name='上级意见')),
                ('replied_at', models.DateTimeField(editable=False, null=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='Mechanism',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('meeting', '秘书长例会'), ('other', '其他机制')], default='other', max_length=10, verbose_name='类型')),
                ('name', models.CharField(max_length=80, verbose_name='机制名称')),
                ('owner_name', models.CharField(max_length=60, verbose_name='责任人')),
                ('frequency', models.CharField(choices=[('M', '每月'), ('Q', '每季度'), ('H', '每半年'), ('Y', '每年')], max_length=1, verbose_name='周期')),
                ('unit_code', models.CharField(default='A13', max_length=10, verbose_name='对应条款')),
                ('handbook_link', models.URLField(blank=True, verbose_name='工作手册链接')),
                ('valid_from', models.DateField(verbose_name='开始日期')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='停止日期')),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='停止原因')),
                ('created_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('handbook', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment', verbose_name='工作手册文件')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mechanisms', to='orgs.organization')),
            ],
            options={
                'ordering': ['kind', 'name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MechanismRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='发生日期')),
                ('note', models.CharField(max_length=300, verbose_name='做了什么')),
                ('entered_at', models.DateTimeField(editable=False)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mechanism', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='meetings.mechanism')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period_code', models.CharField(max_length=8, verbose_name='季度')),
                ('reason', models.TextField(verbose_name='理由')),
                ('state', models.CharField(choices=[('FILED', '已提出'), ('ACCEPTED', '已认可'), ('REFUSED', '未认可')], default='FILED', max_length=10)),
                ('filed_at', models.DateTimeField()),
                ('reply', models.CharField(blank=True, max_length=200, verbose_name='答复')),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meeting_exceptions', to='orgs.organization')),
            ],
            options={
                'ordering': ['filed_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportFiling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='第几次报送')),
                ('topics', models.TextField(verbose_name='议题')),
                ('resolutions', models.TextField(blank=True, verbose_name='决议')),
                ('effect', models.TextField(blank=True, verbose_name='成效')),
                ('scale', models.PositiveIntegerField(verbose_name='规模')),
                ('late_entries', models.PositiveIntegerField(default=0, verbose_name='其中会后补录')),
                ('late_reason', models.CharField(blank=True, max_length=200, verbose_name='补录原因')),
                ('filed_at', models.DateTimeField()),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='meetings.meetingreport')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='ReportQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField(verbose_name='询问')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='meetings.meetingreport')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SecretaryMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('joint', '联席会议'), ('salon', '工作沙龙'), ('seminar', '专题研讨'), ('other', '其他形式')], max_length=10, verbose_name='会议形式')),
                ('form_note', models.CharField(blank=True, max_length=60, verbose_name='形式说明')),
                ('state', models.CharField(choices=[('PLANNED', '筹备'), ('ANNOUNCED', '已通知'), ('HELD', '已召开'), ('CALLED_OFF', '已取消')], default='PLANNED', max_length=12)),
                ('topics_until', models.DateField(blank=True, null=True, verbose_name='征题截止')),
                ('quorum_share', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='法定人数（占应到单位的百分比）')),
                ('quorum_base', models.CharField(choices=[('confirmed', '已确认联系的受邀单位'), ('invited', '全部受邀单位')], default='confirmed', max_length=10, verbose_name='法定人数的基数')),
                ('materials_note', models.TextField(blank=True, verbose_name='会前材料说明')),
                ('created_at', models.DateTimeField(editable=False)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('gathering', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='secretary_meeting', to='gatherings.gathering')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='secretary_meetings', to='orgs.organization')),
            ],
            options={
                'ordering': ['-gathering__starts_at'],
            },
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='决议')),
                ('owner_name', models.CharField(blank=True, max_length=60, verbose_name='责任人')),
                ('due_on', models.DateField(verbose_name='完成期限')),
                ('first_due_on', models.DateField(blank=True, editable=False, null=True, verbose_name='最初的期限')),
                ('moved_late', models.BooleanField(default=False, editable=False, verbose_name='到期后才改期限')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('outcome', models.TextField(blank=True, verbose_name='办理结果')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('created_at', models.DateTimeField(editable=False)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization', verbose_name='承办单位')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='resolutions', to='meetings.secretarymeeting')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chair', models.CharField(max_length=60, verbose_name='主持人')),
                ('recorder', models.CharField(blank=True, max_length=60, verbose_name='记录人')),
                ('summary', models.TextField(verbose_name='会议情况')),
                ('effect', models.TextField(blank=True, verbose_name='会议成效')),
                ('state', models.CharField(choices=[('DRAFT', '草稿'), ('SUBMITTED', '待审签'), ('APPROVED', '已审签')], default='DRAFT', max_length=10)),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='审签意见')),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='minutes', to='meetings.secretarymeeting')),
            ],
        ),
        migrations.AddField(
            model_name='meetingreport',
            name='meeting',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='meetings.secretarymeeting'),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('policy', '解读政策'), ('information', '通报情况'), ('experience', '交流经验'), ('problem', '研究问题'), ('theme', '征求意见后确定的主题')], max_length=12, verbose_name='内容类型')),
                ('title', models.CharField(max_length=160, verbose_name='议题')),
                ('speaker', models.CharField(blank=True, max_length=60, verbose_name='主讲（汇报）人')),
                ('position', models.PositiveSmallIntegerField()),
                ('notes', models.TextField(blank=True, verbose_name='讨论情况')),
                ('entered_at', models.DateTimeField(editable=False)),
                ('proposer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization', verbose_name='提议单位')),
                ('follows_up', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='returned_in', to='meetings.resolution')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.secretarymeeting')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TopicCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('sent_at', models.DateTimeField()),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='topic_calls', to='meetings.secretarymeeting')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='TopicProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('policy', '解读政策'), ('information', '通报情况'), ('experience', '交流经验'), ('problem', '研究问题'), ('theme', '征求意见后确定的主题')], max_length=12, verbose_name='内容类型')),
                ('title', models.CharField(max_length=160, verbose_name='议题')),
                ('detail', models.TextField(blank=True, verbose_name='说明')),
                ('proposer_name', models.CharField(blank=True, max_length=60, verbose_name='提议人')),
                ('proposed_at', models.DateTimeField()),
                ('by_link', models.BooleanField(default=False, editable=False, verbose_name='凭链接提出')),
                ('confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('denied_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('answer', models.CharField(choices=[('waiting', '待答复'), ('taken', '已列入议程'), ('not_taken', '本次未列入')], default='waiting', max_length=10, verbose_name='答复')),
                ('answer_reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposal', to='meetings.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='meetings.secretarymeeting')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='topic_proposals', to='orgs.organization')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['proposed_at'],
            },
        ),
        migrations.AddConstraint(
            model_name='mechanism',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('host', 'name'), name='mechanism_named_once'),
        ),
        migrations.AddConstraint(
            model_name='mechanism',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'meeting'), ('valid_to__isnull', True)), fields=('host',), name='mechanism_meeting_once'),
        ),
        migrations.AddConstraint(
            model_name='mechanism',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'meeting'), _negated=True), ('frequency', 'Q'), _connector='OR'), name='mechanism_meeting_is_quarterly'),
        ),
        migrations.AddConstraint(
            model_name='mechanism',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='mechanism_ended_with_reason'),
        ),
        migrations.AddIndex(
            model_name='mechanismrun',
            index=models.Index(fields=['mechanism', 'held_on'], name='run_mechanism_day'),
        ),
        migrations.AddConstraint(
            model_name='mechanismrun',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('mechanism', 'held_on'), name='run_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='meetingexception',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'REFUSED'), _negated=True), fields=('host', 'period_code'), name='exception_once_a_quarter'),
        ),
        migrations.AddConstraint(
            model_name='meetingexception',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'REFUSED'), _negated=True), models.Q(('reply', ''), _negated=True), _connector='OR'), name='exception_refused_with_reply'),
        ),
        migrations.AddConstraint(
            model_name='reportfiling',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='report_filing_numbered'),
        ),
        migrations.AddConstraint(
            model_name='reportfiling',
            constraint=models.CheckConstraint(condition=models.Q(('late_entries__lte', models.F('scale'))), name='filing_late_entries_within_scale'),
        ),
        migrations.AddConstraint(
            model_name='reportquestion',
            constraint=models.UniqueConstraint(fields=('report', 'question'), name='report_question_once'),
        ),
        migrations.AddConstraint(
            model_name='reportquestion',
            constraint=models.CheckConstraint(condition=models.Q(('answer', ''), ('answered_at__isnull', False), _connector='OR'), name='report_answer_has_date'),
        ),
        migrations.AddConstraint(
            model_name='secretarymeeting',
            constraint=models.CheckConstraint(condition=models.Q(('quorum_share__isnull', True), ('quorum_share__range', (1, 100)), _connector='OR'), name='meeting_quorum_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('closed_at__isnull', False), _connector='OR'), name='resolution_closed_with_entry'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('moved_late', False), ('first_due_on__isnull', False), _connector='OR'), name='resolution_moved_keeps_first_day'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'APPROVED'), _negated=True), ('approved_at__isnull', False), _connector='OR'), name='approved_minutes_have_date'),
        ),
        migrations.AddConstraint(
            model_name='meetingreport',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'DRAFT'), ('filed_at__isnull', False), _connector='OR'), name='report_filed_has_date'),
        ),
        migrations.AddConstraint(
            model_name='meetingreport',
            constraint=models.CheckConstraint(condition=models.Q(('late_entries__lte', models.F('scale'))), name='report_late_entries_within_scale'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(condition=models.Q(('follows_up__isnull', False)), fields=('meeting', 'follows_up'), name='resolution_returns_once_per_meeting'),
        ),
        migrations.AddConstraint(
            model_name='topiccall',
            constraint=models.UniqueConstraint(fields=('meeting', 'organization'), name='topics_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='topicproposal',
            constraint=models.UniqueConstraint(fields=('meeting', 'organization', 'title'), name='topic_once'),
        ),
        migrations.AddConstraint(
            model_name='topicproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'not_taken'), _negated=True), models.Q(('answer_reason', ''), _negated=True), _connector='OR'), name='topic_refused_with_reason'),
        ),
    ]
