import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_initial'),
        ('record', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConfirmationLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=40, unique=True)),
                ('made_at', models.DateTimeField()),
                ('ends_on', models.DateField(verbose_name='有效期至')),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.CharField(blank=True, max_length=60, verbose_name='答复人姓名和职务')),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('affiliation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='confirmation_link', to='orgs.affiliation')),
            ],
        ),
        migrations.CreateModel(
            name='CooperationIntent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=160, verbose_name='签署事项')),
                ('commitments', models.TextField(verbose_name='各方做什么')),
                ('signed_on', models.DateField(verbose_name='签署日期')),
                ('ends_on', models.DateField(verbose_name='有效期至')),
                ('first_signatory', models.CharField(max_length=60, verbose_name='甲方签署人')),
                ('second_signatory', models.CharField(max_length=60, verbose_name='乙方签署人')),
                ('happening_type', models.CharField(blank=True, max_length=60)),
                ('happening_id', models.BigIntegerField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField()),
                ('first_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('second_confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('declined_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.CharField(blank=True, max_length=200, verbose_name='不认可的原因')),
                ('key', models.CharField(max_length=60, unique=True)),
                ('declined_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intents_as_first', to='orgs.organization', verbose_name='甲方')),
                ('first_confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intents_kept', to='orgs.organization')),
                ('paper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='record.attachment')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intents_as_second', to='orgs.organization', verbose_name='乙方')),
                ('second_confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-signed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='IntentOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('project', '形成项目'), ('membership', '加入枢纽'), ('match', '对接落地'), ('nothing', '未能落实')], max_length=12, verbose_name='结果')),
                ('title', models.CharField(max_length=160, verbose_name='具体是什么')),
                ('happened_on', models.DateField(verbose_name='日期')),
                ('record_type', models.CharField(blank=True, max_length=60)),
                ('record_id', models.BigIntegerField(blank=True, null=True)),
                ('stated_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('intent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='network.cooperationintent')),
                ('stated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stated_for', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organization')),
            ],
            options={
                'ordering': ['happened_on', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='cooperationintent',
            index=models.Index(fields=['hub', 'signed_on'], name='intent_hub_signed'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='intent_between_two'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('commitments', ''), _negated=True)), name='intent_has_content'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('signed_on'))), name='intent_ends_after_signing'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(('first_confirmed_by__isnull', True), ('second_confirmed_by__isnull', True), models.Q(('first_confirmed_by', models.F('second_confirmed_by')), _negated=True), _connector='OR'), name='intent_confirmed_by_two_persons'),
        ),
        migrations.AddConstraint(
            model_name='cooperationintent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decline_reason', ''), ('declined_at__isnull', True)), models.Q(('declined_at__isnull', False), models.Q(('decline_reason', ''), _negated=True)), _connector='OR'), name='intent_declined_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='intentoutcome',
            constraint=models.UniqueConstraint(fields=('intent', 'kind', 'title', 'happened_on'), name='intent_outcome_once'),
        ),
        migrations.AddConstraint(
            model_name='intentoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='intent_outcome_has_title'),
        ),
        migrations.AddConstraint(
            model_name='intentoutcome',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('stated_by')), _negated=True), _connector='OR'), name='intent_outcome_confirmed_by_another'),
        ),
    ]
