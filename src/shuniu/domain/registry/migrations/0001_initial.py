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
            name='CardCampaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='名称')),
                ('whom', models.CharField(choices=[('tied', '已确认联系的全部组织'), ('stale', '其中近六个月没有确认过资料的'), ('chosen', '在名录里选出的组织')], max_length=10, verbose_name='请谁确认')),
                ('ends_on', models.DateField(verbose_name='截止日期')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('asked_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='card_campaigns', to='orgs.organization')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CardAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='哪里不对')),
                ('remarked_at', models.DateTimeField(blank=True, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='card_asks', to='orgs.organization')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='registry.cardcampaign')),
            ],
            options={
                'ordering': ['organization__sort_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ColumnMemory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('heading', models.CharField(max_length=60)),
                ('field', models.CharField(blank=True, max_length=30)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='ContactExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=100, verbose_name='用途')),
                ('used_until', models.DateField(verbose_name='用到哪天')),
                ('persons', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='填报什么')),
                ('purpose', models.TextField(verbose_name='用途和填报说明')),
                ('due_on', models.DateField(verbose_name='期限')),
                ('many_rows', models.BooleanField(default=False, verbose_name='每家可以填多行')),
                ('state', models.CharField(choices=[('DRAFT', '草稿'), ('OPEN', '填报中'), ('CLOSED', '已了结'), ('WITHDRAWN', '已撤回')], default='DRAFT', max_length=10)),
                ('key', models.CharField(max_length=40)),
                ('made_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('conclusion', models.TextField(blank=True, verbose_name='小结')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='orgs.organization')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('found', '比对发现'), ('hand', '有人提出')], default='found', max_length=10)),
                ('score', models.FloatField()),
                ('reasons', models.JSONField(default=list)),
                ('kinds', models.CharField(blank=True, max_length=120)),
                ('found_at', models.DateTimeField()),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
            ],
            options={
                'ordering': ['-score', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('same', '是同一家'), ('different', '不是同一家')], max_length=10, verbose_name='判断')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='依据')),
                ('reasons', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('merge', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='judgement', to='orgs.merge')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LiaisonNews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='标题')),
                ('text', models.TextField(verbose_name='内容')),
                ('happened_on', models.DateField(verbose_name='发生日期')),
                ('sent_at', models.DateTimeField()),
                ('noted_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-sent_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LiaisonQuery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='要问的事')),
                ('text', models.TextField(blank=True, verbose_name='说明')),
                ('asked_at', models.DateTimeField()),
                ('due_on', models.DateField(verbose_name='期限')),
                ('answer', models.TextField(blank=True, verbose_name='答复')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='queries_asked', to='orgs.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='queries_received', to='orgs.organization')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LiaisonTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trained_on', models.DateField(blank=True, null=True, verbose_name='培训日期')),
                ('training', models.CharField(blank=True, max_length=100, verbose_name='培训内容')),
                ('appointment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='liaison_term', to='orgs.appointment')),
                ('hand_over', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.handover')),
                ('trained_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='Looked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
            ],
        ),
        migrations.CreateModel(
            name='RegistrarList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField(verbose_name='登记机关资料日期')),
                ('compared_at', models.DateTimeField()),
                ('compared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
            options={
                'ordering': ['-as_of', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='RegistrarValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=30)),
                ('value', models.CharField(max_length=200)),
                ('as_of', models.DateField()),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrar_values', to='orgs.organization')),
                ('remarked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values_said', to='registry.registrarlist')),
            ],
        ),
        migrations.CreateModel(
            name='RequestAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('ASKED', '未填报'), ('FILED', '已填报'), ('RETURNED', '退回修改')], default='ASKED', max_length=10)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('first_filed_at', models.DateTimeField(blank=True, null=True)),
                ('filed_at', models.DateTimeField(blank=True, null=True)),
                ('said_by', models.CharField(blank=True, max_length=60, verbose_name='凭链接填报的人')),
                ('is_late', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='退回理由')),
                ('returned_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('times_reminded', models.PositiveSmallIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_answers', to='orgs.organization')),
                ('filed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='registry.datarequest')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AnswerRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registry.requestanswer')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='AnswerLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('made_at', models.DateTimeField()),
                ('drafted_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='link', to='registry.requestanswer')),
            ],
        ),
        migrations.CreateModel(
            name='RequestColumn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.CharField(max_length=60, verbose_name='列名')),
                ('key', models.CharField(editable=False, max_length=80)),
                ('kind', models.CharField(choices=[('text', '文字'), ('number', '数字'), ('date', '日期'), ('choice', '单选'), ('yes_no', '是或否'), ('money', '金额')], default='text', max_length=10, verbose_name='类型')),
                ('unit', models.CharField(blank=True, max_length=10, verbose_name='单位')),
                ('hint', models.CharField(blank=True, max_length=120, verbose_name='填写提示')),
                ('required', models.BooleanField(default=True, verbose_name='必填')),
                ('choices', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('least', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='不小于')),
                ('most', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True, verbose_name='不大于')),
                ('fact', models.CharField(blank=True, max_length=30, verbose_name='从登记册带出')),
                ('reuses', models.BooleanField(default=False)),
                ('differs', models.CharField(blank=True, max_length=120, verbose_name='与已有答案的区别')),
                ('not_above', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='registry.requestcolumn')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='columns', to='registry.datarequest')),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AnswerCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True)),
                ('number', models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ('day', models.DateField(blank=True, null=True)),
                ('fen', models.BigIntegerField(blank=True, null=True)),
                ('origin', models.CharField(blank=True, max_length=160)),
                ('origin_on', models.DateField(blank=True, null=True)),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='registry.answerrow')),
                ('column', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='registry.requestcolumn')),
            ],
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200, verbose_name='文件名')),
                ('file', models.FileField(upload_to='rosters/%Y/%m')),
                ('digest', models.CharField(max_length=64)),
                ('sheet', models.CharField(blank=True, max_length=100, verbose_name='工作表')),
                ('headings', models.JSONField(default=list)),
                ('above', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('corrections', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('UPLOADED', '已上传'), ('PLANNED', '待导入'), ('RUNNING', '正在导入'), ('DONE', '已导入'), ('UNDOING', '正在撤销'), ('UNDONE', '已撤销')], default='UPLOADED', max_length=10)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_new', models.PositiveIntegerField(default=0)),
                ('rows_changed', models.PositiveIntegerField(default=0)),
                ('rows_same', models.PositiveIntegerField(default=0)),
                ('rows_failing', models.PositiveIntegerField(default=0)),
                ('rows_members', models.PositiveIntegerField(default=0)),
                ('rows_left', models.PositiveIntegerField(default=0)),
                ('rows_kept', models.PositiveIntegerField(default=0)),
                ('plan_version', models.PositiveIntegerField(default=0)),
                ('uploaded_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('undo_started_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('forgotten_at', models.DateTimeField(blank=True, null=True)),
                ('default_field', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.field')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_imports', to='orgs.organization')),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undo_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at'],
            },
        ),
        migrations.AddField(
            model_name='registrarlist',
            name='roster',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='registrar_list', to='registry.rosterimport'),
        ),
        migrations.CreateModel(
            name='RosterProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('roster', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='registry.rosterimport')),
            ],
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='行号')),
                ('action', models.CharField(choices=[('create', '新增'), ('update', '更新'), ('same', '没有变化'), ('failing', '需核对')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('name_key', models.CharField(blank=True, max_length=120)),
                ('sort_key', models.CharField(blank=True, max_length=120)),
                ('search_text', models.TextField(blank=True)),
                ('kind', models.CharField(blank=True, choices=[('social_association', '社会团体'), ('social_service', '社会服务机构'), ('foundation', '基金会'), ('grassroots', '社区社会组织'), ('mass_organization', '人民团体'), ('authority', '机关单位'), ('other', '其他')], max_length=30)),
                ('credit_code', models.CharField(blank=True, max_length=20, null=True)),
                ('registered_on', models.DateField(blank=True, null=True)),
                ('legal_representative', models.CharField(blank=True, max_length=60)),
                ('staff_count', models.PositiveIntegerField(blank=True, null=True)),
                ('member_count', models.PositiveIntegerField(blank=True, null=True)),
                ('capital_fen', models.BigIntegerField(blank=True, null=True)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('purpose', models.TextField(blank=True)),
                ('activities', models.TextField(blank=True)),
                ('ending', models.CharField(blank=True, choices=[('dissolved', '注销'), ('revoked', '撤销（吊销）登记'), ('ended', '终止活动')], max_length=10)),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('is_member', models.BooleanField(default=False)),
                ('cells', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('changes', models.JSONField(default=dict)),
                ('organization_version', models.PositiveIntegerField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('created', '已新增'), ('updated', '已更新'), ('linked', '登记册里已有，已对应'), ('same', '没有变化'), ('left', '预览后被改过，没有写入')], max_length=10)),
                ('kept_at_undo', models.BooleanField(default=False)),
                ('affiliation', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.affiliation')),
                ('area', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orgs.area')),
                ('field', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orgs.field')),
                ('organization', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='roster_rows', to='orgs.organization')),
                ('roster', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registry.rosterimport')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='SignedSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_on', models.DateField(verbose_name='签字日期')),
                ('entered_at', models.DateTimeField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='registry.cardcampaign')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
            ],
            options={
                'ordering': ['-entered_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CardConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('link', '链接或二维码'), ('sign_in', '登录确认'), ('batch', '联络员成批确认'), ('sheet', '签字表')], max_length=10, verbose_name='方式')),
                ('on', models.DateField(verbose_name='确认日期')),
                ('at', models.DateTimeField()),
                ('said_by', models.CharField(max_length=60, verbose_name='确认人姓名和职务')),
                ('facts', models.JSONField(default=dict)),
                ('to_check', models.BooleanField(default=False)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('ask', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='confirmations', to='registry.cardask')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='card_confirmations', to='orgs.organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sheet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='registry.signedsheet')),
            ],
            options={
                'ordering': ['-on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20, verbose_name='标签')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organization')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='orgs.organization')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.AddConstraint(
            model_name='cardcampaign',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('hub', 'title'), name='card_campaign_open_once'),
        ),
        migrations.AddConstraint(
            model_name='cardask',
            constraint=models.UniqueConstraint(fields=('campaign', 'organization'), name='card_ask_once'),
        ),
        migrations.AddConstraint(
            model_name='columnmemory',
            constraint=models.UniqueConstraint(fields=('hub', 'heading'), name='column_memory_once'),
        ),
        migrations.AddConstraint(
            model_name='contactexport',
            constraint=models.CheckConstraint(condition=models.Q(('purpose', ''), _negated=True), name='contact_export_has_purpose'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.UniqueConstraint(fields=('asker', 'key'), name='data_request_once'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'WITHDRAWN']), ('sent_at__isnull', False), _connector='OR'), name='sent_data_request_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='datarequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'CLOSED'), _negated=True), ('closed_at__isnull', False), _connector='OR'), name='closed_data_request_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='duplicate_pair_once'),
        ),
        migrations.AddConstraint(
            model_name='duplicatepair',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_pair_in_order'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('first', 'second'), name='judgement_standing_once'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='judgement_in_order'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'same'), _negated=True), ('merge__isnull', False), _connector='OR'), name='judgement_same_has_merge'),
        ),
        migrations.AddConstraint(
            model_name='liaisonnews',
            constraint=models.UniqueConstraint(fields=('hub', 'organization', 'title', 'happened_on'), name='liaison_news_once'),
        ),
        migrations.AddIndex(
            model_name='liaisonquery',
            index=models.Index(fields=['hub', 'due_on'], name='liaison_query_hub'),
        ),
        migrations.AddConstraint(
            model_name='liaisonquery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='liaison_answer_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='liaisonterm',
            constraint=models.CheckConstraint(condition=models.Q(('trained_on__isnull', True), models.Q(('trained_by__isnull', False), models.Q(('training', ''), _negated=True)), _connector='OR'), name='liaison_training_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='looked',
            constraint=models.UniqueConstraint(fields=('organization',), name='looked_once'),
        ),
        migrations.AddIndex(
            model_name='registrarvalue',
            index=models.Index(fields=['organization', 'key', '-as_of'], name='registrar_value_newest'),
        ),
        migrations.AddConstraint(
            model_name='registrarvalue',
            constraint=models.UniqueConstraint(fields=('source', 'organization', 'key'), name='registrar_value_once'),
        ),
        migrations.AddIndex(
            model_name='requestanswer',
            index=models.Index(fields=['body', 'state'], name='request_answer_body'),
        ),
        migrations.AddConstraint(
            model_name='requestanswer',
            constraint=models.UniqueConstraint(fields=('request', 'body'), name='request_answer_once'),
        ),
        migrations.AddConstraint(
            model_name='requestanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'FILED'), _negated=True), models.Q(('filed_at__isnull', False), ('first_filed_at__isnull', False)), _connector='OR'), name='filed_request_answer_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='requestanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'RETURNED'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='returned_request_answer_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='answerrow',
            constraint=models.UniqueConstraint(fields=('answer', 'position'), name='answer_row_once'),
        ),
        migrations.AddConstraint(
            model_name='requestcolumn',
            constraint=models.UniqueConstraint(fields=('request', 'key'), name='request_column_asked_once'),
        ),
        migrations.AddConstraint(
            model_name='requestcolumn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'choice'), _negated=True), ('choices__len__gte', 2), _connector='OR'), name='request_choice_has_choices'),
        ),
        migrations.AddConstraint(
            model_name='requestcolumn',
            constraint=models.CheckConstraint(condition=models.Q(('least__isnull', True), ('most__isnull', True), ('least__lte', models.F('most')), _connector='OR'), name='request_bounds_in_order'),
        ),
        migrations.AddIndex(
            model_name='answercell',
            index=models.Index(fields=['column', 'number'], name='answer_cell_number'),
        ),
        migrations.AddConstraint(
            model_name='answercell',
            constraint=models.UniqueConstraint(fields=('row', 'column'), name='answer_cell_once'),
        ),
        migrations.AddConstraint(
            model_name='answercell',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('day__isnull', True), ('number__isnull', True)), models.Q(('fen__isnull', True), ('number__isnull', True)), models.Q(('day__isnull', True), ('fen__isnull', True)), _connector='OR'), name='answer_cell_one_value'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['DONE', 'UNDOING', 'UNDONE']), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='roster_done_has_moment'),
        ),
        migrations.AddIndex(
            model_name='rosterrow',
            index=models.Index(fields=['roster', 'action', 'number'], name='roster_row_action'),
        ),
        migrations.AddIndex(
            model_name='rosterrow',
            index=models.Index(condition=models.Q(('organization__isnull', False)), fields=['organization'], name='roster_row_organization'),
        ),
        migrations.AddIndex(
            model_name='rosterrow',
            index=models.Index(condition=models.Q(('affiliation__isnull', False)), fields=['affiliation'], name='roster_row_affiliation'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.UniqueConstraint(fields=('roster', 'number'), name='roster_row_once'),
        ),
        migrations.AddIndex(
            model_name='cardconfirmation',
            index=models.Index(fields=['organization', '-on'], name='card_confirmation_newest'),
        ),
        migrations.AddConstraint(
            model_name='cardconfirmation',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('organization', 'on', 'way'), name='card_confirmed_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='cardconfirmation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sheet__isnull', False), ('way', 'sheet')), models.Q(models.Q(('way', 'sheet'), _negated=True), ('sheet__isnull', True)), _connector='OR'), name='card_sheet_has_scan'),
        ),
        migrations.AddConstraint(
            model_name='cardconfirmation',
            constraint=models.CheckConstraint(condition=models.Q(('checked_at__isnull', True), ('checked_by__isnull', False), _connector='OR'), name='card_checked_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='tag',
            constraint=models.UniqueConstraint(fields=('hub', 'name', 'organization'), name='tag_once'),
        ),
    ]
