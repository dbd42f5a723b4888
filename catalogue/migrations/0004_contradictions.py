import catalogue.models.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def drop_what_contradicts(apps, schema_editor):
    interventions = apps.get_model('catalogue', 'Intervention').objects
    interventions.exclude(publication='ingetrokken').update(withdrawn_on=None, withdrawn_reason='')
    interventions.filter(check_again_on__lte=F('checked_on')).update(check_again_on=None)


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0003_removal'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='intervention',
            name='intervention_withdrawn_with_reason',
        ),
        migrations.AlterField(
            model_name='intervention',
            name='method',
            field=catalogue.models.fields.PlainText(blank=True, help_text='What happens, step by step.', max_length=10000, verbose_name='way of working'),
        ),
        migrations.AlterField(
            model_name='involvement',
            name='delivery',
            field=models.ForeignKey(blank=True, help_text='Empty: wherever the intervention runs. Save a new delivery first, to choose it here.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='involvements', to='catalogue.delivery', verbose_name='only in this delivery'),
        ),
        migrations.RunPython(drop_what_contradicts, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='intervention',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('publication', 'ingetrokken'), ('withdrawn_on__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), models.Q(models.Q(('publication', 'ingetrokken'), _negated=True), ('withdrawn_on__isnull', True), ('withdrawn_reason', '')), _connector='OR'), name='intervention_withdrawn_with_reason', violation_error_message='Withdrawing needs a date and a reason. An entry that is not withdrawn has neither.'),
        ),
        migrations.AddConstraint(
            model_name='intervention',
            constraint=models.CheckConstraint(condition=models.Q(('checked_on__isnull', True), ('check_again_on__isnull', True), ('check_again_on__gt', models.F('checked_on')), _connector='OR'), name='intervention_checked_again_later', violation_error_message='“Check again on” must be later than “checked on”.'),
        ),
    ]
