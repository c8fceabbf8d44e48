"""The macros print the design system's documented markup: roles, ids and descriptions."""

from __future__ import annotations

from datetime import date

import pytest
import wtforms
from werkzeug.datastructures import MultiDict

from tests.markup import by_class, by_id, words
from tests.views.note_form import NoteForm, refused


class TestControls:
    CONTROLS = (
        "text_input(form.name)",
        "password_input(form.password)",
        "textarea(form.text, max_length=500)",
        "select(form.outcome)",
        "radios(form.kind)",
        "checkboxes(form.areas)",
        "checkbox(form.agree)",
        "date_input(form.due)",
        "file_upload(form.file)",
    )

    @pytest.mark.parametrize("call", CONTROLS)
    @pytest.mark.parametrize("form", [NoteForm, refused], ids=["fresh", "refused"])
    def test_every_described_and_labelled_element_is_there(self, render, call, form):
        tree = render(f"{{{{ forms.{call} }}}}", form=form())

        for element in tree.iter():
            for target in (element.get("aria-describedby") or "").split():
                by_id(tree, target)
            if element.tag == "label":
                by_id(tree, element.get("for"))
            if element.tag in ("input", "select", "textarea"):
                assert [
                    label for label in tree.iter("label") if label.get("for") == element.get("id")
                ]

    def test_hint_and_error_are_described_in_reading_order(self, render):
        tree = render("{{ forms.text_input(form.name) }}", form=refused())

        assert by_id(tree, "name").get("aria-describedby") == "name-hint name-error"
        assert words(by_id(tree, "name-error")) == "Error: Enter your name"
        assert by_class(tree, "govuk-form-group--error")

    def test_what_was_typed_is_shown_again_and_escaped(self, render):
        form = NoteForm(MultiDict({"name": '<b>"A"</b>', "text": "</textarea>x"}))

        tree = render("{{ forms.text_input(form.name) }}{{ forms.textarea(form.text) }}", form=form)

        assert by_id(tree, "name").get("value") == '<b>"A"</b>'
        assert by_id(tree, "text").text == "</textarea>x"

    def test_a_first_line_break_of_a_text_survives(self, render):
        form = NoteForm(MultiDict({"text": "\nSecond line"}))

        tree = render("{{ forms.textarea(form.text) }}", form=form)

        assert by_id(tree, "text").text == "\nSecond line"

    def test_a_password_is_never_shown_again(self, render):
        form = NoteForm(MultiDict({"password": "correct horse"}))

        tree = render("{{ forms.password_input(form.password) }}", form=form)

        assert by_id(tree, "password").get("value") is None
        assert by_class(tree, "govuk-password-input__toggle")[0].get("hidden") is not None

    def test_a_count_names_its_limit_without_scripts(self, render):
        tree = render("{{ forms.textarea(form.text, max_length=500) }}", form=NoteForm())

        assert words(by_id(tree, "text-info")) == "You can enter up to 500 characters"
        assert by_id(tree, "text").get("aria-describedby") == "text-info"

    def test_the_first_radio_has_the_id_that_the_error_summary_links_to(self, render):
        form = NoteForm(MultiDict({"kind": "barrier"}))

        tree = render("{{ forms.radios(form.kind, item_hints={'work': 'Being done'}) }}", form=form)

        assert by_id(tree, "kind").get("value") == "work"
        assert by_id(tree, "kind").get("aria-describedby") == "kind-item-hint"
        assert by_id(tree, "kind-2").get("checked") is not None

    def test_a_date_is_three_labelled_boxes_of_one_name(self, render):
        form = NoteForm(MultiDict({"due": ["31", "2", "2026"]}))

        tree = render("{{ forms.date_input(form.due) }}", form=form)

        parts = [by_id(tree, f"due-{part}") for part in ("day", "month", "year")]
        assert [part.get("value") for part in parts] == ["31", "2", "2026"]
        assert {part.get("name") for part in parts} == {"due"}
        assert {part.get("inputmode") for part in parts} == {"numeric"}

    def test_a_stored_date_fills_the_boxes(self, render):
        form = NoteForm(data={"due": date(2026, 3, 27)})

        tree = render("{{ forms.date_input(form.due) }}", form=form)

        assert by_id(tree, "due-day").get("value") == "27"

    def test_grouped_options_stand_under_their_group(self, render):
        tree = render("{{ forms.select(form.outcome) }}", form=NoteForm(data={"outcome": "2.1"}))

        group = next(tree.iter("optgroup"))
        assert group.get("label") == "B"
        assert group.find("option").get("selected") is not None

    def test_a_label_can_be_the_heading_of_the_page(self, render):
        tree = render(
            "{{ forms.text_input(form.name, heading=true, prefix='£', suffix='each') }}"
            "{{ forms.radios(form.kind, heading=true) }}",
            form=NoteForm(),
        )

        assert [words(heading) for heading in tree.iter("h1")] == ["Your name", "Kind"]


class TestForms:
    def test_every_error_links_to_its_control(self, render):
        controls = "".join(f"{{{{ forms.{call} }}}}" for call in TestControls.CONTROLS)

        tree = render("{{ forms.error_summary(form) }}" + controls, form=refused())

        summary = by_class(tree, "govuk-error-summary")[0]
        links = [link.get("href") for link in summary.iter("a")]
        assert {"#name", "#kind", "#due-day", "#agree"} <= set(links)
        for link in links:
            by_id(tree, link.removeprefix("#"))
        assert summary.find("div").get("role") == "alert"

    def test_errors_without_a_visible_control_are_plain_text(self, render):
        form = refused()
        form.form_errors.append("“Our town” is not open for statements.")

        tree = render("{{ forms.error_summary(form) }}", form=form)

        plain = [words(item) for item in tree.iter("li") if item.find("a") is None]
        assert plain == ["“Our town” is not open for statements.", "Open the page again"]

    def test_errors_of_nested_forms_are_listed(self, render):
        class Nested(wtforms.Form):
            notes = wtforms.FieldList(wtforms.FormField(NoteForm), min_entries=1)

        form = Nested(MultiDict({"notes-0-text": ""}))
        form.validate()

        tree = render("{{ forms.error_summary(form) }}", form=form)

        assert "#notes-0-name" in [link.get("href") for link in tree.iter("a")]

    def test_a_form_without_errors_has_no_summary(self, render):
        assert not words(render("{{ forms.error_summary(form) }}", form=NoteForm()))

    def test_the_form_element_leaves_checking_to_us_and_can_carry_files(self, render):
        tree = render(
            "{% call forms.form_tag(form, action='/send', multipart=true) %}"
            "{% call forms.fieldset('Dates', size='m') %}"
            "{% call forms.button_group() %}{{ forms.button('Save', name='next', value='1') }}"
            "{{ forms.link_button('Start', '/start', start=true) }}{% endcall %}"
            "{% endcall %}{% endcall %}",
            form=NoteForm(),
        )

        form = next(tree.iter("form"))
        assert form.get("novalidate") is not None
        assert (form.get("method"), form.get("action")) == ("post", "/send")
        assert form.get("enctype") == "multipart/form-data"
        assert words(next(form.iter("legend"))) == "Dates"
        assert next(form.iter("button")).get("name") == "next"

    def test_an_act_is_a_post_with_its_token_and_its_object_named(self, render):
        tree = render(
            "{{ forms.post_button('Undo', '/undo', {'id': 3}, label='the import of a.docx') }}"
        )

        assert words(next(tree.iter("button"))) == "Undo the import of a.docx"
        assert next(tree.iter("form")).get("method") == "post"
        fields = {field.get("name"): field.get("value") for field in tree.iter("input")}
        assert fields == {"csrf_token": "signed", "id": "3"}

    def test_a_search_carries_the_filters_but_not_the_page(self, render):
        tree = render(
            "{{ forms.search_box(value='bus', keep={'kind': 'barrier', 'page': '2', 'q': 'x'}) }}"
        )

        fields = {field.get("name"): field.get("value") for field in tree.iter("input")}
        assert fields == {"kind": "barrier", "q": "bus"}
        assert next(tree.iter("form")).get("role") == "search"

    def test_the_error_of_a_control_of_ones_own(self, render):
        tree = render("{{ forms.error_message(form.name) }}", form=refused())

        assert by_id(tree, "name-error").tag == "p"


class TestTables:
    def test_numbers_are_right_aligned_and_the_first_cell_heads_its_row(self, render):
        tree = render(
            "{{ tables.data_table('Themes', ['Theme', {'label': 'Statements', 'numeric': true}],"
            " [['Transport', 61]]) }}"
        )

        row = next(tree.iter("tbody")).find("tr")
        assert row.find("th").get("scope") == "row"
        assert "govuk-table__cell--numeric" in row.find("td").get("class")
        assert words(next(tree.iter("caption"))) == "Themes"

    def test_an_empty_table_says_so_across_its_columns(self, render):
        tree = render("{{ tables.data_table('Themes', ['Theme', 'n'], [], empty='None yet.') }}")

        cell = next(tree.iter("td"))
        assert (words(cell), cell.get("colspan")) == ("None yet.", "2")

    def test_a_sortable_header_turns_round_and_keeps_the_filters(self, render):
        tree = render(
            "{% call tables.table('Notes', [{'label': 'Kind', 'key': 'kind'},"
            " {'label': 'n', 'key': 'n'}, {'label': 'Do', 'hidden': true}],"
            " sort='kind', query=query) %}{% endcall %}",
            query=MultiDict([("kind", "work"), ("kind", "barrier"), ("page", "3"), ("sort", "n")]),
        )

        kind, number, act = tree.iter("th")
        assert (kind.get("aria-sort"), number.get("aria-sort")) == ("ascending", "none")
        assert kind.find("a").get("href") == (
            "?kind=work&kind=barrier&sort=kind&direction=descending"
        )
        assert act.get("aria-sort") is None

    def test_a_wide_table_scrolls_in_a_named_box_that_takes_the_focus(self, render):
        tree = render("{{ tables.data_table('Themes', ['Theme'], []) }}")

        box = by_class(tree, "app-table-box")[0]
        assert (box.get("role"), box.get("tabindex")) == ("region", "0")
        assert box.get("aria-label") == "Themes"

    def test_pages_keep_the_filters_and_name_the_current_one(self, render):
        tree = render("{{ tables.pagination(9, 21, {'kind': 'barrier', 'page': '9'}) }}")

        current = [link for link in tree.iter("a") if link.get("aria-current") == "page"]
        assert [words(link) for link in current] == ["9"]
        assert current[0].get("href") == "?kind=barrier&page=9"
        assert [words(item) for item in tree.iter("li")] == ["1", "⋯", "8", "9", "10", "⋯", "21"]

    def test_a_single_page_needs_no_links(self, render):
        assert not words(render("{{ tables.pagination(1, 1) }}"))

    @pytest.mark.parametrize(
        ("call", "text"),
        [
            ("showing(2, 20, 33, 'statement')", "Showing 21 to 33 of 33 statements"),
            ("showing(1, 20, 1, 'reply', 'replies')", "Showing 1 to 1 of 1 reply"),
            ("showing(1, 20, 0, 'reply', 'replies')", "No replies"),
            ("download_link('Themes', '/t.csv', 'CSV', '2 KB')", "Themes (CSV, 2 KB)"),
        ],
    )
    def test_says_what_there_is(self, render, call, text):
        assert words(render(f"{{{{ tables.{call} }}}}")) == text


class TestComponents:
    @pytest.mark.parametrize(
        ("call", "text"),
        [
            ("tag('New', 'blue')", "New"),
            ("stage_tag('open')", "Open"),
            ("kind_tag('barrier')", "Barrier"),
            ("chip('GCH', 'Greater City Homes')", "GCH"),
            ("chip('City Council')", "City Council"),
            ("mark('sent', 'ok')", "sent"),
            ("warning('No going back.')", "! Warning No going back."),
            ("panel('Thank you', 'Reference 7Q4K')", "Thank you Reference 7Q4K"),
            ("notification('Saved.', 'success')", "Done Saved."),
            ("back_link('/')", "Back"),
            ("bar(61, 412, '15%')", "15%"),
            ("stat(412, 'statements', 'base 412')", "412 statements base 412"),
            ("quote('No buses', 'Table 2', '/s/1')", "“No buses” Table 2"),
            (
                "empty_state('No workshops', 'An evening.', 'Add one', '/new', 'Then a code.')",
                "No workshops An evening. Add one Then a code.",
            ),
        ],
    )
    def test_says(self, render, call, text):
        assert words(render(f"{{{{ components.{call} }}}}")) == text

    @pytest.mark.parametrize(
        ("call", "text"),
        [
            ("inset()", "Inside"),
            ("details('More')", "More Inside"),
            ("card('Transport', '/t')", "Transport Inside"),
            ("figure('/f.svg', 'Bars', 'By theme')", "By theme Show the numbers Inside"),
        ],
    )
    def test_wraps(self, render, call, text):
        assert words(render(f"{{% call components.{call} %}}Inside{{% endcall %}}")) == text

    def test_change_links_say_what_they_change(self, render):
        tree = render(
            "{{ components.summary_list([{'key': 'Closes', 'value': '27 March', 'url': '/e'},"
            " {'key': 'Run by', 'value': 'Us'}]) }}"
        )

        assert words(next(tree.iter("a"))) == "Change closes"
        assert len(by_class(tree, "govuk-summary-list__row--no-actions")) == 1

    def test_only_the_current_tab_is_marked(self, render):
        tree = render(
            "{{ components.tabs([{'label': 'A', 'url': '/a', 'current': true},"
            " {'label': 'B', 'url': '/b', 'count': 0}]) }}"
        )

        assert [link.get("aria-current") for link in tree.iter("a")] == ["page", None]
        assert words(by_class(tree, "app-tabs__count")[0]) == "0"

    def test_progress_tells_its_counts_to_everyone(self, render):
        tree = render("{{ components.progress('Reading', 103, 412) }}")

        track = by_id(tree, "progress")
        assert track.get("role") == "progressbar"
        assert (track.get("aria-valuenow"), track.get("aria-valuemax")) == ("103", "412")
        assert "bar-25" in track[0].get("class")
        assert words(by_id(tree, "progress-label")) == "Reading 103 of 412"

    def test_progress_of_nothing_is_not_an_error(self, render):
        assert by_class(render("{{ components.progress('Reading', 0, 0) }}"), "bar-0")

    def test_the_ledger_reads_as_a_sum_whose_parts_are_links(self, render):
        tree = render(
            "{{ components.ledger({'count': 5, 'url': '/s'}, [{'label': 'themed', 'count': 5,"
            " 'url': '/t'}, {'label': 'other', 'count': 0, 'url': '/o'}]) }}"
        )

        assert words(tree) == "received 5 = themed 5 + other 0"
        assert [link.get("href") for link in tree.iter("a")] == ["/s", "/t"]

    def test_a_number_of_the_ledger_can_be_kept_up_to_date_by_name(self, render):
        tree = render(
            "{{ components.ledger({'count': 1204}, [{'name': 'ledger-other', 'label': 'other',"
            " 'count': 1204, 'url': '/o'}]) }}"
        )

        assert words(tree) == "received 1,204 = other 1,204"
        assert [link.get("data-number") for link in tree.iter("a")] == ["ledger-other"]

    def test_the_stage_line_tells_states_in_words(self, render):
        tree = render(
            "{{ components.stage_line([{'label': 'Ask', 'state': 'done'},"
            " {'label': 'Themes', 'state': 'current', 'url': '/t', 'detail': '14 left'},"
            " {'label': 'Report', 'state': 'next'}]) }}"
        )

        items = list(tree.iter("li"))
        assert [words(item) for item in items] == [
            "✓ Ask Done.",
            "2 Themes Now. 14 left",
            "3 Report To come.",
        ]
        assert [item.get("aria-current") for item in items] == [None, "step", None]
