"""Reports: run, waited for, downloaded with the key."""

import csv
import io
import os
import urllib.request

import stripe

from checks import case, charge, equal, errors, eventually, refused


def ended(run_id):
    def look():
        run = stripe.reporting.ReportRun.retrieve(run_id)
        equal(run.status, "succeeded")
        return run

    return eventually(look)


@case
def a_report_is_run_and_downloaded():
    charge()
    begun = stripe.reporting.ReportRun.create(
        report_type="hk.payment_methods.summary.1",
        parameters={"timezone": "Asia/Hong_Kong", "columns": ["payment_method", "net"]},
    )
    run = ended(begun.id)
    key = {"Authorization": "Bearer " + os.environ["SECRET_KEY"]}
    with urllib.request.urlopen(urllib.request.Request(run.result.url, headers=key)) as answer:
        lines = list(csv.DictReader(io.StringIO(answer.read().decode())))
    equal(list(lines[0]), ["payment_method", "net"])
    equal(lines[0]["payment_method"], "card")


@case
def a_report_that_nobody_knows_is_refused():
    refused(
        errors.InvalidRequestError,
        lambda: stripe.reporting.ReportRun.create(report_type="nothing.1"),
        400,
        param="report_type",
    )
