import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('gatherings', '0001_initial'),
        ('orgs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SecretaryMeeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('joint', '联席会议'), ('salon', '工作沙龙'), ('seminar', '专题研讨'), ('other', '其他形式')], max_length=10, verbose_name='会议形式')),
                ('form_note', models.CharField(blank=True, max_length=60, verbose_name='形式说明')),
                ('state', models.CharField(choices=[('PLANNED', '筹备'), ('ANNOUNCED', '已通知'), ('HELD', '已召开'), ('CALLED_OFF', '已取消')], default='PLANNED', max_length=12)),
                ('topics_until', models.DateField(blank=True, null=True, verbose_name='征题截止')),
                ('quorum_share', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='法定人数（占应到单位的百分比）')),
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
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='办结日期')),
                ('outcome', models.TextField(blank=True, verbose_name='办理结果')),
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
                ('meeting', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='meetings.secretarymeeting')),
            ],
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
                ('proposer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization', verbose_name='提议单位')),
                ('follows_up', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='returned_in', to='meetings.resolution')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.secretarymeeting')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TopicProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('policy', '解读政策'), ('information', '通报情况'), ('experience', '交流经验'), ('problem', '研究问题'), ('theme', '征求意见后确定的主题')], max_length=12, verbose_name='内容类型')),
                ('title', models.CharField(max_length=160, verbose_name='议题')),
                ('detail', models.TextField(blank=True, verbose_name='说明')),
                ('proposed_at', models.DateTimeField()),
                ('answer', models.CharField(choices=[('waiting', '待答复'), ('taken', '已列入议程'), ('not_taken', '本次未列入')], default='waiting', max_length=10, verbose_name='答复')),
                ('answer_reason', models.CharField(blank=True, max_length=200, verbose_name='理由')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('item', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposal', to='meetings.agendaitem')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='meetings.secretarymeeting')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='topic_proposals', to='orgs.organization')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['proposed_at'],
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
                'constraints': [models.UniqueConstraint(fields=('host', 'period_code'), name='exception_once_a_quarter')],
            },
        ),
        migrations.AddConstraint(
            model_name='secretarymeeting',
            constraint=models.CheckConstraint(condition=models.Q(('quorum_share__isnull', True), ('quorum_share__range', (1, 100)), _connector='OR'), name='meeting_quorum_is_a_share'),
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
            model_name='topicproposal',
            constraint=models.UniqueConstraint(fields=('meeting', 'organization', 'title'), name='topic_once'),
        ),
        migrations.AddConstraint(
            model_name='topicproposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'not_taken'), _negated=True), models.Q(('answer_reason', ''), _negated=True), _connector='OR'), name='topic_refused_with_reason'),
        ),
    ]
