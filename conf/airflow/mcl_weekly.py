"""Weekly retraining: train on what is new, then let the gate decide; see src/docs/schedule.md.

Needs apache-airflow-providers-apache-spark, a connection `spark_default`, and the variables
MCL_HOME (the program's folder on the workers) and MCL_RUNS (where runs go, on shared storage).
"""

import datetime
import glob
import os

from airflow import DAG
from airflow.models import Variable
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:  # Airflow 2
    from airflow.operators.bash import BashOperator

HOME = Variable.get("MCL_HOME", "/opt/mcl-spark")
RUNS = Variable.get("MCL_RUNS", "hdfs:///mcl")
JAR = f"{HOME}/target/mcl-spark.jar"
JARS = ",".join(sorted(glob.glob(os.path.join(HOME, "target/lib/*.jar"))))
CHAMPION = f"{RUNS}/champion.json"

with DAG(
    dag_id="mcl_weekly",
    schedule="0 2 * * 1",
    start_date=datetime.datetime(2026, 1, 5),
    catchup=False,
    max_active_runs=1,  # a second start would be refused anyway: a run's folder has one writer
    default_args={"retries": 3, "retry_delay": datetime.timedelta(minutes=10)},
) as dag:
    # A retry gives the same --date, so it goes on in the same folder from its last checkpoint.
    train = SparkSubmitOperator(
        task_id="train",
        application=JAR,
        java_class="mclspark.cli.Main",
        jars=JARS,
        application_args=[
            "pretrain", "--config", f"{HOME}/weekly.yaml", "--if-changed", "--date", "{{ ds }}",
            f"output={RUNS}/{{date}}", f"pretrained={CHAMPION}", "run.max_hours=20",
            "checkpoint.every_minutes=10",
        ],
    )
    # Exit code 4 is the answer "worse": the task is skipped, and what depends on it, too.
    promote = BashOperator(
        task_id="promote",
        bash_command=(
            f"cd {HOME} && submit/mcl promote --candidate {RUNS}/{{{{ ds }}}}"
            f" --champion {CHAMPION} data.test={RUNS}/holdout"
        ),
        skip_on_exit_code=4,
    )
    train >> promote
