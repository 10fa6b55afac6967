from shuniu.kernel.core.migrating import Initial
from shuniu.kernel.trail.sql import APPEND_ONLY
from django.db import migrations, models


class Migration(Initial):

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('verb', models.CharField(max_length=80)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('actor_id', models.BigIntegerField(null=True)),
                ('on_behalf_of', models.CharField(blank=True, max_length=60)),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'at'], name='trail_subject')],
            },
        ),
        migrations.RunSQL(*APPEND_ONLY),
    ]
