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
                ('columns', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('UPLOADED', '已上传'), ('PLANNED', '待确认'), ('RUNNING', '正在导入'), ('DONE', '已导入'), ('FAILED', '未完成'), ('UNDONE', '已撤销')], default='UPLOADED', max_length=10)),
                ('rows_total', models.PositiveIntegerField(default=0)),
                ('rows_new', models.PositiveIntegerField(default=0)),
                ('rows_changed', models.PositiveIntegerField(default=0)),
                ('rows_same', models.PositiveIntegerField(default=0)),
                ('rows_failing', models.PositiveIntegerField(default=0)),
                ('rows_done', models.PositiveIntegerField(default=0)),
                ('rows_kept', models.PositiveIntegerField(default=0)),
                ('plan_version', models.PositiveIntegerField(default=0)),
                ('uploaded_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('failure', models.CharField(blank=True, max_length=200)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_imports', to='orgs.organization')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-uploaded_at'],
            },
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='行号')),
                ('action', models.CharField(choices=[('create', '新增'), ('update', '更新'), ('same', '已有'), ('failing', '需核对')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('values', models.JSONField(default=dict)),
                ('cells', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('changes', models.JSONField(default=dict)),
                ('is_member', models.BooleanField(default=False)),
                ('organization_version', models.PositiveIntegerField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('kept_at_undo', models.BooleanField(default=False)),
                ('affiliation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='orgs.affiliation')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='roster_rows', to='orgs.organization')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='registry.rosterimport')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['roster', 'action'], name='roster_row_action')],
                'constraints': [models.UniqueConstraint(fields=('roster', 'number'), name='roster_row_once')],
            },
        ),
    ]
