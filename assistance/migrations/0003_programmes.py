import django.contrib.postgres.constraints
import households.models.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Amounts are no longer monthly ones alone."""

    dependencies = [("assistance", "0002_award_marks")]

    operations = [
        migrations.RemoveConstraint("decision", "approval_has_an_amount_and_its_basis"),
        *(
            migrations.RenameField(model, "monthly_amount", "amount")
            for model in ("award", "awardevent", "decision", "decisionevent")
        ),

        migrations.RemoveConstraint(
            model_name='award',
            name='one_award_at_a_time',
        ),
        migrations.AlterField(
            model_name='award',
            name='amount',
            field=models.DecimalField(decimal_places=2, max_digits=12, verbose_name='金额（元）'),
        ),
        migrations.AlterField(
            model_name='award',
            name='category',
            field=models.CharField(max_length=16, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='award',
            name='end_reason',
            field=models.CharField(blank=True, choices=[('income', '家庭收入超过保障标准'), ('assets', '家庭财产、消费支出不符合规定'), ('deceased', '保障对象死亡'), ('moved', '户籍迁出本县'), ('tekun', '转为特困供养'), ('lapsed', '逾期未续保'), ('uncooperative', '不配合核查'), ('fraud', '虚报、隐瞒'), ('voluntary', '自愿退出'), ('once', '一次性待遇'), ('other', '其他')], default='', max_length=16, verbose_name='停发原因'),
        ),
        migrations.AlterField(
            model_name='award',
            name='klass',
            field=models.CharField(blank=True, default='', max_length=4, verbose_name='分类管理类别'),
        ),
        migrations.AlterField(
            model_name='award',
            name='programme',
            field=models.CharField(choices=[('dibao', '最低生活保障'), ('tekun', '特困人员救助供养'), ('linshi', '临时救助'), ('yiliao', '医疗救助'), ('jiaoyu', '教育资助'), ('zhufang', '住房保障'), ('jiuye', '就业援助'), ('zaihai', '受灾人员救助')], max_length=16, verbose_name='项目'),
        ),
        migrations.AlterField(
            model_name='awardevent',
            name='amount',
            field=models.DecimalField(decimal_places=2, max_digits=12, verbose_name='金额（元）'),
        ),
        migrations.AlterField(
            model_name='awardevent',
            name='category',
            field=models.CharField(max_length=16, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='awardevent',
            name='end_reason',
            field=models.CharField(blank=True, choices=[('income', '家庭收入超过保障标准'), ('assets', '家庭财产、消费支出不符合规定'), ('deceased', '保障对象死亡'), ('moved', '户籍迁出本县'), ('tekun', '转为特困供养'), ('lapsed', '逾期未续保'), ('uncooperative', '不配合核查'), ('fraud', '虚报、隐瞒'), ('voluntary', '自愿退出'), ('once', '一次性待遇'), ('other', '其他')], default='', max_length=16, verbose_name='停发原因'),
        ),
        migrations.AlterField(
            model_name='awardevent',
            name='klass',
            field=models.CharField(blank=True, default='', max_length=4, verbose_name='分类管理类别'),
        ),
        migrations.AlterField(
            model_name='awardevent',
            name='programme',
            field=models.CharField(choices=[('dibao', '最低生活保障'), ('tekun', '特困人员救助供养'), ('linshi', '临时救助'), ('yiliao', '医疗救助'), ('jiaoyu', '教育资助'), ('zhufang', '住房保障'), ('jiuye', '就业援助'), ('zaihai', '受灾人员救助')], max_length=16, verbose_name='项目'),
        ),
        migrations.AlterField(
            model_name='case',
            name='programme',
            field=models.CharField(choices=[('dibao', '最低生活保障'), ('tekun', '特困人员救助供养'), ('linshi', '临时救助'), ('yiliao', '医疗救助'), ('jiaoyu', '教育资助'), ('zhufang', '住房保障'), ('jiuye', '就业援助'), ('zaihai', '受灾人员救助')], max_length=16, verbose_name='项目'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='programme',
            field=models.CharField(choices=[('dibao', '最低生活保障'), ('tekun', '特困人员救助供养'), ('linshi', '临时救助'), ('yiliao', '医疗救助'), ('jiaoyu', '教育资助'), ('zhufang', '住房保障'), ('jiuye', '就业援助'), ('zaihai', '受灾人员救助')], max_length=16, verbose_name='项目'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='amount',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='批准金额（元）'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='level',
            field=models.CharField(choices=[('county', '县级主管部门'), ('township', '乡镇（街道）')], max_length=10, verbose_name='决定机关'),
        ),
        migrations.AlterField(
            model_name='decisionevent',
            name='amount',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='批准金额（元）'),
        ),
        migrations.AlterField(
            model_name='decisionevent',
            name='level',
            field=models.CharField(choices=[('county', '县级主管部门'), ('township', '乡镇（街道）')], max_length=10, verbose_name='决定机关'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='programme',
            field=models.CharField(choices=[('dibao', '最低生活保障'), ('tekun', '特困人员救助供养'), ('linshi', '临时救助'), ('yiliao', '医疗救助'), ('jiaoyu', '教育资助'), ('zhufang', '住房保障'), ('jiuye', '就业援助'), ('zaihai', '受灾人员救助')], max_length=16, verbose_name='项目'),
        ),
        migrations.AlterField(
            model_name='noticeevent',
            name='programme',
            field=models.CharField(choices=[('dibao', '最低生活保障'), ('tekun', '特困人员救助供养'), ('linshi', '临时救助'), ('yiliao', '医疗救助'), ('jiaoyu', '教育资助'), ('zhufang', '住房保障'), ('jiuye', '就业援助'), ('zaihai', '受灾人员救助')], max_length=16, verbose_name='项目'),
        ),
        migrations.AddConstraint(
            model_name='award',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('end_reason', 'once'), _negated=True), expressions=[('household', '='), ('unit', '='), ('programme', '='), (households.models.fields.DateRange(models.F('start_month'), models.F('end_month'), models.Value('[)')), '&&')], name='one_award_at_a_time', violation_error_message='该户同一项目的原待遇还没有停发，同一月份不能重复享受；请在原待遇停发后再办'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'approved'), _negated=True), models.Q(('amount__isnull', False), models.Q(('frozen', {}), _negated=True)), _connector='OR'), name='approval_has_an_amount_and_its_basis'),
        ),
    ]
