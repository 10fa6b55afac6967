import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                ('state', models.CharField(choices=[('UPLOADED', '已上传'), ('PLANNED', '待导入'), ('RUNNING', '正在导入'), ('DONE', '已导入'), ('FAILED', '未完成'), ('UNDOING', '正在撤销'), ('UNDONE', '已撤销')], default='UPLOADED', max_length=10)),
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
                ('failure', models.CharField(blank=True, max_length=200)),
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
                ('address', models.CharField(blank=True, max_length=200)),
                ('purpose', models.TextField(blank=True)),
                ('activities', models.TextField(blank=True)),
                ('is_member', models.BooleanField(default=False)),
                ('cells', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('changes', models.JSONField(default=dict)),
                ('organization_version', models.PositiveIntegerField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('created', '已新增'), ('updated', '已更新'), ('linked', '登记册里已有，已对应'), ('same', '没有变化'), ('left', '预览后被改过，没有写入')], max_length=10)),
                ('kept_at_undo', models.BooleanField(default=False)),
                ('affiliation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.affiliation')),
                ('area', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orgs.area')),
                ('field', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='orgs.field')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='roster_rows', to='orgs.organization')),
                ('roster', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registry.rosterimport')),
            ],
            options={
                'ordering': ['number'],
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
            options={
                'constraints': [models.UniqueConstraint(fields=('hub', 'heading'), name='column_memory_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['DONE', 'UNDOING', 'UNDONE']), _negated=True), ('finished_at__isnull', False), _connector='OR'), name='roster_done_has_moment'),
        ),
        migrations.AddIndex(
            model_name='rosterrow',
            index=models.Index(fields=['roster', 'action', 'number'], name='roster_row_action'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.UniqueConstraint(fields=('roster', 'number'), name='roster_row_once'),
        ),
    ]
