from django.db import migrations, models


YEARS_VALID = {
    'goed-beschreven': 3,
    'goed-onderbouwd': 5,
    'effectief-eerste-aanwijzingen': 5,
    'effectief-goede-aanwijzingen': 5,
    'effectief-sterke-aanwijzingen': 5,
}


def keep_the_new_rules(apps, schema_editor):
    drop_what_contradicts(apps)
    give_levels_their_end(apps)
    number_repeated_recognitions(apps)
    # A row changed twice has checks waiting, and PostgreSQL then alters no table.
    schema_editor.connection.check_constraints()


def drop_what_contradicts(apps):
    deliveries = apps.get_model('catalogue', 'Delivery').objects
    deliveries.exclude(status='gestopt').update(stop_reason='')
    deliveries.exclude(status__in=['gestopt', 'onbekend']).update(ended=None, ended_precision='')
    interventions = apps.get_model('catalogue', 'Intervention').objects
    interventions.filter(checked_on=None).update(checked_by='')


def give_levels_their_end(apps):
    """The last day that the joint scheme allows."""
    recognitions = apps.get_model('catalogue', 'Recognition').objects
    for row in recognitions.filter(outcome__in=YEARS_VALID, valid_until=None):
        last = row.dated.year + YEARS_VALID[row.outcome]
        leap_day = (row.dated.month, row.dated.day) == (2, 29)
        row.valid_until = row.dated.replace(year=last, day=28 if leap_day else row.dated.day)
        row.save(update_fields=['valid_until'])


def number_repeated_recognitions(apps):
    """Nothing is thrown away: an editor sees which of them is right."""
    seen: dict[tuple, int] = {}
    for row in apps.get_model('catalogue', 'Recognition').objects.order_by('pk'):
        key = (row.intervention_id, row.databank, row.dated)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            row.databank = f'{row.databank[:190]} ({seen[key]})'
            row.save(update_fields=['databank'])


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0004_contradictions'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='appraisal',
            options={'ordering': [models.OrderBy(models.F('dated'), descending=True, nulls_last=True), 'title', 'pk'], 'verbose_name': 'appraisal', 'verbose_name_plural': 'appraisals'},
        ),
        migrations.AlterModelOptions(
            name='delivery',
            options={'ordering': [models.OrderBy(models.F('started'), nulls_last=True), 'pk'], 'verbose_name': 'delivery', 'verbose_name_plural': 'deliveries'},
        ),
        migrations.AlterModelOptions(
            name='figure',
            options={'ordering': [models.OrderBy(models.F('reference_date'), nulls_last=True), 'pk'], 'verbose_name': 'figure', 'verbose_name_plural': 'figures'},
        ),
        migrations.AlterModelOptions(
            name='study',
            options={'ordering': [models.OrderBy(models.F('published_on'), descending=True, nulls_last=True), 'title', 'pk'], 'verbose_name': 'study', 'verbose_name_plural': 'studies'},
        ),
        migrations.RunPython(keep_the_new_rules, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'gestopt'), ('stop_reason', ''), _connector='OR'), name='delivery_reason_when_stopped', violation_error_message='Only a stopped delivery has a reason for stopping.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['gestopt', 'onbekend']), ('ended__isnull', True), _connector='OR'), name='delivery_end_when_stopped', violation_error_message='Only a stopped delivery, or one of unknown status, has an end.'),
        ),
        migrations.AddConstraint(
            model_name='intervention',
            constraint=models.CheckConstraint(condition=models.Q(('checked_by', ''), ('checked_on__isnull', False), _connector='OR'), name='intervention_checked_by_with_date', violation_error_message='“Checked by” needs “checked on” too.'),
        ),
        migrations.AddConstraint(
            model_name='recognition',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', False), models.Q(('outcome__in', ['goed-beschreven', 'goed-onderbouwd', 'effectief-eerste-aanwijzingen', 'effectief-goede-aanwijzingen', 'effectief-sterke-aanwijzingen']), _negated=True), _connector='OR'), name='recognition_levels_expire', violation_error_message='A recognition level has an end date. Give “valid until”.'),
        ),
        migrations.AddConstraint(
            model_name='recognition',
            constraint=models.UniqueConstraint(fields=('intervention', 'databank', 'dated'), name='recognition_once', violation_error_message='This databank has an outcome on this date already.'),
        ),
    ]
