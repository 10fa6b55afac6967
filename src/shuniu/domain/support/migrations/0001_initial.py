import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('exchange', '0001_initial'),
        ('orgs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DepartmentProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.CharField(max_length=120, verbose_name='党政部门')),
                ('subject', models.CharField(max_length=120, verbose_name='建议事项')),
                ('asked', models.TextField(verbose_name='希望得到什么支持')),
                ('made_on', models.DateField(verbose_name='提出日期')),
                ('recorded_at', models.DateTimeField()),
                ('result', models.CharField(choices=[('waiting', '等答复'), ('obtained', '争取到了'), ('refused', '没有争取到')], default='waiting', max_length=10, verbose_name='结果')),
                ('reply', models.TextField(blank=True, verbose_name='部门答复')),
                ('replied_on', models.DateField(blank=True, null=True, verbose_name='答复日期')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='department_proposals', to='orgs.organization')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Opportunity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.CharField(max_length=120, verbose_name='党政部门')),
                ('kind', models.CharField(choices=[('place', '场地设施'), ('money', '资金'), ('goods', '物资'), ('people', '志愿者和人手'), ('expertise', '专业支持'), ('training', '培训名额'), ('media', '媒体传播'), ('project', '项目和政策机会')], default='project', max_length=12, verbose_name='类别')),
                ('title', models.CharField(max_length=80, verbose_name='机会名称')),
                ('details', models.TextField(verbose_name='内容、条件和怎样申请')),
                ('value_fen', models.BigIntegerField(blank=True, null=True, verbose_name='金额')),
                ('obtained_on', models.DateField(verbose_name='取得日期')),
                ('deadline', models.DateField(verbose_name='申请截止')),
                ('open_to_all', models.BooleanField(default=True, verbose_name='非会员也可以申请')),
                ('recorded_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('days_left', models.SmallIntegerField(blank=True, null=True, verbose_name='公布时还剩的工作日')),
                ('told', models.PositiveIntegerField(default=0, verbose_name='通知到的组织')),
                ('late_reason', models.CharField(blank=True, max_length=200, verbose_name='为什么剩下的时间不多')),
                ('is_late', models.BooleanField(default=False)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opportunities', to='orgs.organization')),
                ('offer', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opportunity', to='exchange.offer')),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opportunities', to='support.departmentproposal')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-obtained_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='合作事项')),
                ('elements', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('funds', '资金'), ('projects', '项目'), ('planning', '策划'), ('consultancy', '咨询'), ('people', '人力资源')], max_length=12), size=None)),
                ('valid_from', models.DateField(verbose_name='起始日期')),
                ('valid_to', models.DateField(verbose_name='终止日期')),
                ('ties', models.TextField(verbose_name='利害关系声明')),
                ('state', models.CharField(choices=[('submitted', '待批准'), ('approved', '已生效'), ('ended', '已终止')], default='submitted', max_length=10)),
                ('submitted_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('exception_at', models.DateTimeField(blank=True, null=True)),
                ('exception_reason', models.CharField(blank=True, max_length=200, verbose_name='例外的理由')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=200, verbose_name='终止的原因')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('exception_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='orgs.organization')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships_as_partner', to='orgs.organization')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-valid_from', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Deliverable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('place', '场地设施'), ('money', '资金'), ('goods', '物资'), ('people', '志愿者和人手'), ('expertise', '专业支持'), ('training', '培训名额'), ('media', '媒体传播'), ('project', '项目和政策机会')], max_length=12, verbose_name='类别')),
                ('what', models.CharField(max_length=80, verbose_name='交付什么')),
                ('value_fen', models.BigIntegerField(default=0, verbose_name='金额或折合金额')),
                ('is_cash', models.BooleanField(default=False, verbose_name='是现金')),
                ('offer', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliverable', to='exchange.offer')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliverables', to='support.partnership')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ChosenForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.CharField(choices=[('expo', '展会对接'), ('calls', '创投、大赛和众筹'), ('landing', '项目落地街道社区'), ('online', '网上资源对接'), ('grouping', '组团发展')], max_length=10, verbose_name='方式')),
                ('reason', models.CharField(max_length=200, verbose_name='为什么选这一种')),
                ('chosen_on', models.DateField(verbose_name='从哪天起')),
                ('dropped_on', models.DateField(blank=True, null=True)),
                ('drop_reason', models.CharField(blank=True, max_length=200, verbose_name='为什么不再用')),
                ('chosen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dropped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chosen_forms', to='orgs.organization')),
            ],
            options={
                'ordering': ['hub', 'form', '-chosen_on'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_on__isnull', True)), fields=('hub', 'form'), name='form_chosen_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='form_chosen_with_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='departmentproposal',
            index=models.Index(fields=['hub', 'made_on'], name='proposal_hub_made'),
        ),
        migrations.AddConstraint(
            model_name='departmentproposal',
            constraint=models.CheckConstraint(condition=models.Q(('result', 'waiting'), models.Q(('replied_on__isnull', False), models.Q(('reply', ''), _negated=True)), _connector='OR'), name='proposal_result_has_reply'),
        ),
        migrations.AddIndex(
            model_name='opportunity',
            index=models.Index(fields=['hub', 'obtained_on'], name='opportunity_hub_obtained'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(('is_late', False), models.Q(('late_reason', ''), _negated=True), _connector='OR'), name='opportunity_late_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='opportunity',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('offer__isnull', False), _connector='OR'), name='opportunity_published_as_offer'),
        ),
        migrations.AddIndex(
            model_name='partnership',
            index=models.Index(fields=['hub', 'valid_from'], name='partnership_hub_from'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gt', models.F('valid_from'))), name='partnership_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(('hub', models.F('partner')), _negated=True), name='partnership_between_two'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(('exception_at__isnull', True), models.Q(('exception_reason', ''), _negated=True), _connector='OR'), name='partnership_exception_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='partnership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ended'), _negated=True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='partnership_ended_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='deliverable',
            constraint=models.UniqueConstraint(fields=('partnership', 'what'), name='deliverable_once'),
        ),
        migrations.AddConstraint(
            model_name='deliverable',
            constraint=models.CheckConstraint(condition=models.Q(('value_fen__gte', 0)), name='deliverable_value_not_negative'),
        ),
    ]
