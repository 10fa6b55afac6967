from shuniu.kernel.core.migrating import Initial
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
        ('orgs', '0001_initial'),
        ('record', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body_name', models.CharField(max_length=120, verbose_name='单位或姓名')),
                ('kind', models.CharField(choices=[('place', '场地设施'), ('money', '资金'), ('goods', '物资'), ('people', '志愿者和人手'), ('expertise', '专业支持'), ('training', '培训名额'), ('media', '媒体传播'), ('project', '项目和政策机会')], max_length=12, verbose_name='资源类别')),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('elders', '老年人'), ('minors', '儿童青少年'), ('youth', '青年'), ('women', '妇女'), ('disabled', '残疾人'), ('patients', '病人和照护者'), ('workers', '职工和新就业群体'), ('migrants', '外来务工人员'), ('veterans', '退役军人'), ('poor', '困难群众'), ('residents', '社区居民'), ('organizations', '社会组织自身')], max_length=16), blank=True, default=list, size=None)),
                ('title', models.CharField(max_length=80, verbose_name='一句话标题')),
                ('details', models.TextField(blank=True, verbose_name='说明')),
                ('opens_on', models.DateField(blank=True, null=True, verbose_name='从哪天起')),
                ('closes_on', models.DateField(blank=True, null=True, verbose_name='到哪天止')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='多少人（份）')),
                ('value_fen', models.BigIntegerField(blank=True, null=True, verbose_name='金额或折合金额')),
                ('contact_name', models.CharField(blank=True, max_length=60, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                ('state', models.CharField(choices=[('waiting', '待审核'), ('open', '开放中'), ('refused', '未通过审核'), ('withdrawn', '已撤回'), ('closed', '已结束')], default='waiting', max_length=10)),
                ('refusal', models.CharField(blank=True, max_length=200, verbose_name='未通过的原因')),
                ('posted_at', models.DateTimeField()),
                ('screened_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(db_index=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('token', models.CharField(max_length=40, unique=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('asker', models.CharField(choices=[('organization', '社会组织'), ('community', '街道社区'), ('public', '居民和其他')], max_length=12, verbose_name='谁提出')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.area', verbose_name='地域')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='orgs.organization')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_%(class)ss', to='orgs.organization')),
                ('posted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('screened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['posted_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body_name', models.CharField(max_length=120, verbose_name='单位或姓名')),
                ('kind', models.CharField(choices=[('place', '场地设施'), ('money', '资金'), ('goods', '物资'), ('people', '志愿者和人手'), ('expertise', '专业支持'), ('training', '培训名额'), ('media', '媒体传播'), ('project', '项目和政策机会')], max_length=12, verbose_name='资源类别')),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('elders', '老年人'), ('minors', '儿童青少年'), ('youth', '青年'), ('women', '妇女'), ('disabled', '残疾人'), ('patients', '病人和照护者'), ('workers', '职工和新就业群体'), ('migrants', '外来务工人员'), ('veterans', '退役军人'), ('poor', '困难群众'), ('residents', '社区居民'), ('organizations', '社会组织自身')], max_length=16), blank=True, default=list, size=None)),
                ('title', models.CharField(max_length=80, verbose_name='一句话标题')),
                ('details', models.TextField(blank=True, verbose_name='说明')),
                ('opens_on', models.DateField(blank=True, null=True, verbose_name='从哪天起')),
                ('closes_on', models.DateField(blank=True, null=True, verbose_name='到哪天止')),
                ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='多少人（份）')),
                ('value_fen', models.BigIntegerField(blank=True, null=True, verbose_name='金额或折合金额')),
                ('contact_name', models.CharField(blank=True, max_length=60, verbose_name='联系人')),
                ('contact_phone', models.CharField(blank=True, max_length=30, verbose_name='联系电话')),
                ('state', models.CharField(choices=[('waiting', '待审核'), ('open', '开放中'), ('refused', '未通过审核'), ('withdrawn', '已撤回'), ('closed', '已结束')], default='waiting', max_length=10)),
                ('refusal', models.CharField(blank=True, max_length=200, verbose_name='未通过的原因')),
                ('posted_at', models.DateTimeField()),
                ('screened_at', models.DateTimeField(blank=True, null=True)),
                ('changed_at', models.DateTimeField(db_index=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('token', models.CharField(max_length=40, unique=True)),
                ('key', models.CharField(max_length=60, unique=True)),
                ('version', models.PositiveIntegerField(default=0)),
                ('source', models.CharField(choices=[('fiscal', '党政部门（财政）'), ('own', '枢纽内部部门'), ('partner', '合作伙伴'), ('company', '企业'), ('media', '媒体'), ('organization', '社会组织'), ('society', '社会人士和其他')], max_length=14, verbose_name='来源')),
                ('unit_name', models.CharField(blank=True, max_length=60, verbose_name='内设部门')),
                ('conditions', models.TextField(blank=True, verbose_name='附带条件')),
                ('is_cash', models.BooleanField(default=False, verbose_name='是现金')),
                ('open_to_all', models.BooleanField(default=True, verbose_name='非会员也可以申请')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.area', verbose_name='地域')),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='orgs.organization')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers_of_department', to='orgs.organization')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kept_%(class)ss', to='orgs.organization')),
                ('posted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('screened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['posted_at', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Match',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fit', models.PositiveSmallIntegerField(verbose_name='合适度')),
                ('reasons', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('introduced', '已牵线'), ('accepted', '双方答应'), ('declined', '一方谢绝'), ('closed', '办成'), ('failed', '没有办成')], default='introduced', max_length=12)),
                ('introduced_at', models.DateTimeField()),
                ('offer_accepted_at', models.DateTimeField(blank=True, null=True)),
                ('need_accepted_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('thanks', models.TextField(blank=True, verbose_name='致谢')),
                ('thanked_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='orgs.organization')),
                ('introduced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='exchange.need')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='exchange.offer')),
            ],
            options={
                'ordering': ['-introduced_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='OfferShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share_fen', models.BigIntegerField(verbose_name='本枢纽计入的部分')),
                ('proposed_at', models.DateTimeField()),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('agreed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offer_shares', to='orgs.organization')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='exchange.offer')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ProbeDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('first_at', models.DateTimeField()),
                ('answered', models.PositiveIntegerField(default=0)),
                ('failed', models.PositiveIntegerField(default=0)),
                ('slow', models.PositiveIntegerField(default=0)),
                ('slowest_ms', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['day'],
                'constraints': [models.CheckConstraint(condition=models.Q(('slow__lte', models.F('answered'))), name='probe_slow_of_answered')],
            },
        ),
        migrations.CreateModel(
            name='RelayMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('offer', '供给方'), ('need', '需求方'), ('hub', '枢纽')], max_length=6)),
                ('text', models.TextField(verbose_name='留言')),
                ('sent_at', models.DateTimeField()),
                ('key', models.CharField(max_length=60, unique=True)),
                ('match', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='exchange.match')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['sent_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Showing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('times', models.PositiveIntegerField(default=0)),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='showings', to='exchange.offer')),
            ],
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30, verbose_name='名称')),
                ('words', models.TextField(blank=True, verbose_name='同义词')),
                ('broader', models.CharField(blank=True, max_length=30, verbose_name='上位词')),
                ('general', models.BooleanField(default=False, verbose_name='笼统的词，分量轻')),
                ('entered_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='orgs.organization')),
            ],
            options={
                'ordering': ['name', '-entered_at'],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=160, verbose_name='交付了什么')),
                ('delivered_on', models.DateField(verbose_name='交付日期')),
                ('value_fen', models.BigIntegerField(verbose_name='金额或折合金额')),
                ('is_cash', models.BooleanField(default=False, verbose_name='是现金')),
                ('recorded_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('disputed_at', models.DateTimeField(blank=True, null=True)),
                ('dispute', models.CharField(blank=True, max_length=200, verbose_name='有出入的地方')),
                ('received_by', models.CharField(blank=True, max_length=60, verbose_name='受方签收人')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receipt', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('match', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='exchange.match')),
            ],
            options={
                'ordering': ['delivered_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('value_fen__gte', 0)), name='delivery_value_not_negative'), models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), ('recorded_by__isnull', True), models.Q(('confirmed_by', models.F('recorded_by')), _negated=True), _connector='OR'), name='delivery_confirmed_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('receipt__isnull', True), ('received_by', '')), models.Q(('confirmed_at__isnull', False), ('receipt__isnull', False), models.Q(('received_by', ''), _negated=True)), _connector='OR'), name='delivery_signed_on_paper_by_somebody'), models.CheckConstraint(condition=models.Q(('disputed_at__isnull', True), ('confirmed_at__isnull', True), _connector='OR'), name='delivery_disputed_or_confirmed')],
            },
        ),
        migrations.AddIndex(
            model_name='need',
            index=models.Index(fields=['keeper', 'state'], name='need_keeper_state'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('value_fen__gte', 0)), name='need_value_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__isnull', True), ('opens_on__isnull', True), ('closes_on__gte', models.F('opens_on')), _connector='OR'), name='need_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='need',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='need_refused_with_reason'),
        ),
        migrations.AddIndex(
            model_name='offer',
            index=models.Index(fields=['keeper', 'state'], name='offer_keeper_state'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('department__isnull', True), ('source', 'fiscal'), _connector='XOR'), name='offer_of_a_department_is_fiscal'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('unit_name', ''), ('source', 'own'), _connector='OR'), name='offer_of_a_unit_is_the_hubs_own'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('value_fen__gte', 0)), name='offer_value_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(('closes_on__isnull', True), ('opens_on__isnull', True), ('closes_on__gte', models.F('opens_on')), _connector='OR'), name='offer_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='offer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refusal', ''), _negated=True), _connector='OR'), name='offer_refused_with_reason'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['hub', 'state'], name='match_hub_state'),
        ),
        migrations.AddIndex(
            model_name='match',
            index=models.Index(fields=['hub', 'accepted_at'], name='match_hub_accepted'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.UniqueConstraint(fields=('offer', 'need'), name='match_once'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(('fit__lte', 100)), name='match_fit_in_percent'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'closed', 'failed']), _negated=True), models.Q(('accepted_at__isnull', False), ('need_accepted_at__isnull', False), ('offer_accepted_at__isnull', False)), _connector='OR'), name='match_accepted_by_both'),
        ),
        migrations.AddConstraint(
            model_name='match',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'failed']), _negated=True), models.Q(('ended_why', ''), _negated=True), _connector='OR'), name='match_ended_unhappily_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='offershare',
            constraint=models.UniqueConstraint(fields=('offer', 'hub'), name='offer_share_once'),
        ),
        migrations.AddConstraint(
            model_name='offershare',
            constraint=models.CheckConstraint(condition=models.Q(('share_fen__gt', 0)), name='offer_share_positive'),
        ),
        migrations.AddConstraint(
            model_name='showing',
            constraint=models.UniqueConstraint(fields=('offer', 'day'), name='showing_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('name',), name='term_stands_once'),
        ),
        migrations.AddConstraint(
            model_name='term',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='term_has_a_name'),
        ),
    ]
