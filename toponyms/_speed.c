/* The loops that run once for each character or hit, compiled.

   Each function here equals the Python function that its comment names: that one is the definition, it runs where no
   compiler was at hand when the package was built, and tests/test_speed.py holds the two together. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* ---- growing arrays of offsets ---- */

typedef struct {
    Py_ssize_t *items;
    Py_ssize_t count, room;
} Offsets;

static int
push(Offsets *offsets, Py_ssize_t value)
{
    if (offsets->count == offsets->room) {
        Py_ssize_t room = offsets->room ? offsets->room * 2 : 64;
        Py_ssize_t *items = PyMem_Realloc(offsets->items, room * sizeof(Py_ssize_t));
        if (!items) {
            PyErr_NoMemory();
            return -1;
        }
        offsets->items = items;
        offsets->room = room;
    }
    offsets->items[offsets->count++] = value;
    return 0;
}

static PyObject *
as_list(const Offsets *offsets)
{
    PyObject *list = PyList_New(offsets->count);
    for (Py_ssize_t i = 0; list && i < offsets->count; i++) {
        PyObject *number = PyLong_FromSsize_t(offsets->items[i]);
        if (!number) {
            Py_CLEAR(list);
            break;
        }
        PyList_SET_ITEM(list, i, number);
    }
    return list;
}

/* ---- squeeze.distinct ---- */

#define ALL (0x110000 / 8)
#define PLANE (0x10000 / 8)

/* The compiler makes one loop for each width of characters: `kind` is a constant wherever this is called. */
static inline Py_ssize_t
mark_others(int kind, const void *data, Py_ssize_t length, uint8_t *seen, Py_UCS4 *found, Py_ssize_t *distinct)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c > 0x7f) {
            count++;
            if (!(seen[c >> 3] & (1 << (c & 7)))) {
                seen[c >> 3] |= 1 << (c & 7);
                found[(*distinct)++] = c;
            }
        }
    }
    return count;
}

static PyObject *
distinct(PyObject *Py_UNUSED(module), PyObject *text)
{
    if (!PyUnicode_Check(text)) {
        return PyErr_Format(PyExc_TypeError, "text must be a str");
    }
    if (PyUnicode_IS_ASCII(text)) {
        return Py_BuildValue("sn", "", (Py_ssize_t)0);
    }
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), count, number = 0;
    Py_ssize_t most = kind == PyUnicode_1BYTE_KIND ? 0x100 : kind == PyUnicode_2BYTE_KIND ? 0x10000 : 0x110000;
    uint8_t *seen = PyMem_Calloc(kind == PyUnicode_4BYTE_KIND ? ALL : PLANE, 1);
    Py_UCS4 *found = PyMem_Malloc((length < most ? length : most) * sizeof(Py_UCS4));
    PyObject *result = NULL;
    if (!seen || !found) {
        PyErr_NoMemory();
        goto done;
    }
    if (kind == PyUnicode_1BYTE_KIND) {
        count = mark_others(PyUnicode_1BYTE_KIND, data, length, seen, found, &number);
    }
    else if (kind == PyUnicode_2BYTE_KIND) {
        count = mark_others(PyUnicode_2BYTE_KIND, data, length, seen, found, &number);
    }
    else {
        count = mark_others(PyUnicode_4BYTE_KIND, data, length, seen, found, &number);
    }
    PyObject *others = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, found, number);
    result = others ? Py_BuildValue("Nn", others, count) : NULL;
done:
    PyMem_Free(seen);
    PyMem_Free(found);
    return result;
}

/* ---- squeeze.squeeze ---- */

#define MOST_REPLACED 256

enum { SPACE = 1, SPECIAL = 2 };

typedef struct {
    Py_UCS4 from[MOST_REPLACED], to[MOST_REPLACED];
    int count;
    uint8_t *kinds[256];  /* by the high byte of a character, then by the low one: SPACE, SPECIAL or 0 */
    uint8_t *made[MOST_REPLACED + 1];
    int makings;
    uint8_t none[256];
} Table;

static Py_UCS4
replaced(const Table *table, Py_UCS4 c)
{
    for (int i = 0; i < table->count; i++) {
        if (table->from[i] == c) {
            return table->to[i];
        }
    }
    return c;
}

static int
note(Table *table, Py_UCS4 c, uint8_t kind)
{
    uint8_t **page = &table->kinds[(c >> 8) & 0xff];
    if (*page == table->none) {
        if (!(*page = PyMem_Calloc(256, 1))) {
            PyErr_NoMemory();
            return -1;
        }
        table->made[table->makings++] = *page;
    }
    (*page)[c & 0xff] = kind;
    return 0;
}

static int
fill(Table *table, PyObject *replacements, int *width)
{
    PyObject *from, *to;
    Py_ssize_t position = 0;
    if (PyDict_GET_SIZE(replacements) > MOST_REPLACED) {
        PyErr_SetString(PyExc_ValueError, "too many replacements");
        return -1;
    }
    for (int i = 0; i < 256; i++) {
        table->kinds[i] = table->none;
    }
    if (note(table, ' ', SPACE) || note(table, '\n', SPECIAL)) {
        return -1;
    }
    while (PyDict_Next(replacements, &position, &from, &to)) {
        if (!PyUnicode_Check(from) || !PyUnicode_Check(to) || PyUnicode_GET_LENGTH(from) != 1
            || PyUnicode_GET_LENGTH(to) != 1) {
            PyErr_SetString(PyExc_ValueError, "replacements must be of one character by one");
            return -1;
        }
        Py_UCS4 c = PyUnicode_READ_CHAR(from, 0);
        table->from[table->count] = c;
        table->to[table->count++] = PyUnicode_READ_CHAR(to, 0);
        if (note(table, c, SPECIAL)) {
            return -1;
        }
        if ((int)PyUnicode_KIND(to) > *width) {
            *width = PyUnicode_KIND(to);
        }
    }
    return 0;
}

typedef struct {
    Offsets starts, sources, widths, breaks;
} Anchors;

static inline int
is_gap(Py_UCS4 c)
{
    return c == ' ' || c == '\n';
}

/* See toponyms.fold.JAPANESE. */
static int
is_japanese(Py_UCS4 c)
{
    return c >= 0x3005
        && (c <= 0x3007 || (c >= 0x3041 && c <= 0x30ff) || (c >= 0x31f0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x4dbf)
            || (c >= 0x4e00 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9d)
            || (c >= 0x20000 && c <= 0x3134f));
}

/* Whether a line end between two characters is no space, since Japanese text runs on; see toponyms.fold. */
static int
runs_on(Py_UCS4 before, Py_UCS4 after, Py_ssize_t width)
{
    int is_open = is_japanese(before) || before == 0x3001 || before == 0x3002;
    return is_open && (is_japanese(after) || (width > 1 && (after == 0x3001 || after == 0x3002)));
}

static inline Py_ssize_t
squeeze_into(int kind, const void *data, Py_ssize_t length, const Table *table, int running, void *out, Anchors *anchors)
{
    Py_ssize_t at = 0, made = 0;
    for (;;) {
        /* To the next character that is replaced, line end or second space. A single space, every sixth character and in no
           regular place, is no branch here: that would be mispredicted each time. */
        Py_ssize_t here = at;
        Py_UCS4 c = 0;
        uint8_t before = 0;
        for (; here < length; here++) {
            c = PyUnicode_READ(kind, data, here);
            uint8_t is = table->kinds[(c >> 8) & 0xff][c & 0xff];
            if (kind == PyUnicode_4BYTE_KIND && c > 0xffff) {
                /* The tables know the last sixteen bits alone: U+10020 is no space. Whether it is replaced is asked below. */
                is &= SPECIAL;
            }
            if ((is & SPECIAL) | (is & before)) {
                break;
            }
            before = is;
        }
        if (here < length) {
            c = replaced(table, c);
            if (is_gap(c) && before) {
                here--;
            }
        }
        memcpy((char *)out + made * kind, (const char *)data + at * kind, (here - at) * kind);
        made += here - at;
        at = here;
        if (at == length) {
            return made;
        }
        if (!is_gap(c)) {
            PyUnicode_WRITE(kind, out, made, c);
            made++;
            at++;
            continue;
        }
        Py_ssize_t end = at, lines = 0, indents = 0;
        for (; end < length && is_gap(c = replaced(table, PyUnicode_READ(kind, data, end))); end++) {
            lines += c == '\n';
            indents += PyUnicode_READ(kind, data, end) == 0x3000;
        }
        /* A blank line ends a paragraph and stays as wide as it is: no form holds two spaces. */
        if (lines > 1 || (end - at == 1 && !lines)) {
            for (; at < end; at++) {
                PyUnicode_WRITE(kind, out, made, ' ');
                made++;
            }
            continue;
        }
        Py_UCS4 before_gap = lines && at ? replaced(table, PyUnicode_READ(kind, data, at - 1)) : 0;
        Py_UCS4 after_gap = end < length ? replaced(table, PyUnicode_READ(kind, data, end)) : 0;
        int broken = before_gap == '-' && at > 1 && Py_UNICODE_ISALPHA(replaced(table, PyUnicode_READ(kind, data, at - 2)))
            && Py_UNICODE_ISALPHA(after_gap);
        /* U+3000 opens a paragraph. */
        if (broken || (running && !indents && runs_on(before_gap, after_gap, end - at))) {
            if (push(&anchors->starts, made) || push(&anchors->sources, end) || push(&anchors->widths, 1)
                || (broken && push(&anchors->breaks, made))) {
                return -1;
            }
        }
        else {
            PyUnicode_WRITE(kind, out, made, ' ');
            if (end - at > 1
                && (push(&anchors->starts, made) || push(&anchors->sources, at) || push(&anchors->widths, end - at)
                    || push(&anchors->starts, made + 1) || push(&anchors->sources, end) || push(&anchors->widths, 1))) {
                return -1;
            }
            made++;
        }
        at = end;
    }
}

static PyObject *
squeeze(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *replacements, *result = NULL;
    int running = 0;
    if (!PyArg_ParseTuple(args, "UO!|p", &text, &PyDict_Type, &replacements, &running)) {
        return NULL;
    }
    int own = PyUnicode_KIND(text), kind = own;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    Table table = {0};
    Anchors anchors = {0};
    void *out = NULL, *wide = NULL;
    const void *data = PyUnicode_DATA(text);
    if (fill(&table, replacements, &kind)) {
        goto done;
    }
    out = PyMem_Malloc(length ? length * kind : 1);
    if (kind != own) {
        /* A replacement is wider than all of the text: rare, so the text is widened and not a loop made for each pair. */
        wide = PyMem_Malloc(length ? length * kind : 1);
        for (Py_ssize_t i = 0; wide && i < length; i++) {
            PyUnicode_WRITE(kind, wide, i, PyUnicode_READ(own, data, i));
        }
        data = wide;
    }
    if (!out || !data) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t made = kind == PyUnicode_1BYTE_KIND ? squeeze_into(PyUnicode_1BYTE_KIND, data, length, &table, running, out, &anchors)
        : kind == PyUnicode_2BYTE_KIND             ? squeeze_into(PyUnicode_2BYTE_KIND, data, length, &table, running, out, &anchors)
                                                   : squeeze_into(PyUnicode_4BYTE_KIND, data, length, &table, running, out, &anchors);
    if (made < 0) {
        goto done;
    }
    PyObject *folded = PyUnicode_FromKindAndData(kind, out, made);
    PyObject *starts = as_list(&anchors.starts), *sources = as_list(&anchors.sources), *widths = as_list(&anchors.widths);
    PyObject *breaks = as_list(&anchors.breaks);
    if (folded && starts && sources && widths && breaks) {
        result = PyTuple_Pack(5, folded, starts, sources, widths, breaks);
    }
    Py_XDECREF(folded);
    Py_XDECREF(starts);
    Py_XDECREF(sources);
    Py_XDECREF(widths);
    Py_XDECREF(breaks);
done:
    PyMem_Free(out);
    PyMem_Free(wide);
    PyMem_Free(anchors.starts.items);
    PyMem_Free(anchors.sources.items);
    PyMem_Free(anchors.widths.items);
    PyMem_Free(anchors.breaks.items);
    for (int i = 0; i < table.makings; i++) {
        PyMem_Free(table.made[i]);
    }
    return result;
}

/* ---- resolve.sweep ---- */

static inline int
is_letter(Py_UCS4 c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline int
is_in(PyObject *characters, Py_UCS4 c)
{
    return PyUnicode_FindChar(characters, c, 0, PyUnicode_GET_LENGTH(characters), 1) >= 0;
}

/* See toponyms.judge.is_clear; the text ends with a space, which is also before its beginning. */
static int
is_clear(int kind, const void *data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t length, PyObject *openers, PyObject *closers)
{
#define AT(place) PyUnicode_READ(kind, data, (place) < 0 ? (place) + length : (place))
    Py_UCS4 before = AT(start - 1), after = AT(end);
    if (before != ' ' && (AT(start - 2) != ' ' || !is_in(openers, before))) {
        return 0;
    }
    if (after == ' ') {
        return 1;
    }
    if (after == '.') {
        return end + 1 >= length || AT(end + 1) == ' ';
    }
    if (after == '\'') {
        return end + 2 < length && AT(end + 1) == 's' && AT(end + 2) == ' ';
    }
    return is_in(closers, after);
#undef AT
}

/* Whether a character holds on to its neighbour, see toponyms.edges.joins; -1 where that has to be asked. */
static inline int
joins(Py_UCS4 c)
{
    if (c < 0x80) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
    }
    if ((c >= 0x3041 && c <= 0x3096) || (c >= 0x30a1 && c <= 0x30fa) || (c >= 0x30fc && c <= 0x30fe) || (c >= 0x3400 && c <= 0x4dbf)
        || (c >= 0x4e00 && c <= 0x9fff)) {
        return 0;
    }
    if (Py_UNICODE_ISALNUM(c)) {
        return c < 0xe00 ? 1 : -1;
    }
    /* Punctuation, in blocks that have no marks. */
    return c < 0x300 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x3020) || (c >= 0xff01 && c <= 0xff0f) ? 0 : -1;
}

/* See toponyms.edges.edges_hold; 1, 0, or -1 where that has to be asked. The text ends with a space. */
static int
edges_hold(int kind, const void *data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t length)
{
#define AT(place) PyUnicode_READ(kind, data, place)
    int first = joins(AT(start)), last = joins(AT(end - 1));
    if (first && start) {
        Py_UCS4 before = AT(start - 1);
        int beside = before == '_' || (before == '\'' && start > 1 && joins(AT(start - 2))) ? -1 : joins(before);
        if (beside) {
            return first == 1 && beside == 1 ? 0 : -1;
        }
    }
    if (last) {
        Py_UCS4 after = AT(end);
        int beside = after == '_' || (after == '\'' && end + 1 < length && joins(AT(end + 1))) ? -1 : joins(after);
        if (beside) {
            return last == 1 && beside == 1 ? 0 : -1;
        }
    }
    return 1;
#undef AT
}

/* The run of a text without spaces that was looked at last, and whether nothing in it can begin a protected region. */
typedef struct {
    Py_ssize_t from, to;
    int plain;
} Run;

/* See toponyms.protect: whether no region can be where [start, end) is, without asking. */
static int
is_plain_run(int kind, const void *data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t length, PyObject *triggers, Run *run)
{
    if (start < run->from || end > run->to) {
        /* Not to look back over a run twice, a search for its start stops at the end of the last one. */
        Py_ssize_t floor = start >= run->to ? run->to : 0;
        for (run->from = start; run->from > floor && PyUnicode_READ(kind, data, run->from - 1) != ' '; run->from--) {
        }
        for (run->to = end; run->to < length && PyUnicode_READ(kind, data, run->to) != ' '; run->to++) {
        }
        run->plain = 1;
        for (Py_ssize_t i = run->from; i < run->to && run->plain; i++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, i);
            if (c == '.' && i + 1 < run->to) {
                Py_UCS4 after = PyUnicode_READ(kind, data, i + 1);
                run->plain = !(Py_UNICODE_ISALNUM(after) || after == '_');
            }
            /* The one trigger beyond ASCII is the full-width number sign of hashtags. */
            else if ((c < 0x80 && !is_letter(c)) || c == 0xff03) {
                run->plain = !is_in(triggers, c);
            }
        }
    }
    return run->plain;
}

/* See toponyms.beside. */
#define NEIGHBOUR 20
#define UNSPACED 0x2e80
#define WORD 2
#define FEW 1
#define MORE 3
#define SIDE 16
#define UNKNOWN -1

static PyObject *
beside(PyObject *text, Py_ssize_t at, int is_before, int words)
{
    int kind = PyUnicode_KIND(text), letters = 0, unspaced = 0, wide = 2 * words;
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t count = 0, most = is_before ? at : PyUnicode_GET_LENGTH(text) - at;
    most = most < NEIGHBOUR * words ? most : NEIGHBOUR * words;
    while (count < most) {
        Py_UCS4 c = PyUnicode_READ(kind, data, is_before ? at - count - 1 : at + count);
        count++;
        if (c >= UNSPACED) {
            if (++unspaced == wide) {
                break;
            }
        }
        else if (c > 0x7f || is_letter(c) || (c >= '0' && c <= '9')) {
            letters++;
        }
        else if (c == ' ' && letters >= WORD) {
            if (!--words) {
                break;
            }
            letters = 0;
        }
        else if (letters < WORD) {
            letters = 0;
        }
    }
    return is_before ? PyUnicode_Substring(text, at - count, at) : PyUnicode_Substring(text, at, at + count);
}

static PyObject *
neighbour(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text;
    Py_ssize_t at;
    int is_before, words;
    if (!PyArg_ParseTuple(args, "Unpi", &text, &at, &is_before, &words)) {
        return NULL;
    }
    if (at < 0 || at > PyUnicode_GET_LENGTH(text) || words < 1 || words > 100) {
        return PyErr_Format(PyExc_IndexError, "a neighbour is outside of the text");
    }
    return beside(text, at, is_before, words);
}

/* The code of a neighbour, see toponyms.beside.known_code; -2 for an error. */
static Py_ssize_t
known_code(PyObject *known, PyObject *text, Py_ssize_t at, int is_before)
{
    if (!PyDict_Check(known)) {
        return 0;
    }
    Py_ssize_t code = UNKNOWN;
    for (int words = FEW; words <= MORE && code == UNKNOWN; words += MORE - FEW) {
        PyObject *key = beside(text, at, is_before, words);
        PyObject *found = key ? PyDict_GetItemWithError(known, key) : NULL;
        Py_XDECREF(key);
        code = found ? PyLong_AsSsize_t(found) : UNKNOWN;
        if (PyErr_Occurred()) {
            return -2;
        }
    }
    return code;
}

/* What toponyms.judge.Settled.at says, borrowed; NULL where that is nothing, and for an error. */
static PyObject *
settled_at(PyObject *settled, PyObject *text, Py_ssize_t start, Py_ssize_t end)
{
    if (!PyTuple_Check(settled) || PyTuple_GET_SIZE(settled) != 6 || !PyDict_Check(PyTuple_GET_ITEM(settled, 0))) {
        PyErr_SetString(PyExc_TypeError, "what is settled must be a tuple of six, the first of them a dict");
        return NULL;
    }
    Py_ssize_t first = PyLong_AsSsize_t(PyTuple_GET_ITEM(settled, 3)), last = PyLong_AsSsize_t(PyTuple_GET_ITEM(settled, 4));
    if (PyErr_Occurred() || start < first || start >= last) {
        return NULL;
    }
    Py_ssize_t before = known_code(PyTuple_GET_ITEM(settled, 1), text, start, 1);
    Py_ssize_t after = before < 0 ? before : known_code(PyTuple_GET_ITEM(settled, 2), text, end, 0);
    if (after < 0) {
        return NULL;
    }
    PyObject *code = PyLong_FromSsize_t(before << SIDE | after);
    PyObject *meant = code ? PyDict_GetItemWithError(PyTuple_GET_ITEM(settled, 0), code) : NULL;
    Py_XDECREF(code);
    if (meant && !PyTuple_Check(meant)) {
        PyErr_SetString(PyExc_TypeError, "a meaning must be a tuple");
        return NULL;
    }
    return meant;
}

/* Whether a form at [start, end) stands as a word of its own outside protected regions; 1, 0, or -1 where that has to be asked. */
static int
stands_at(int kind, const void *data, Py_ssize_t start, Py_ssize_t end, Py_ssize_t length, PyObject *openers, PyObject *closers,
          PyObject *triggers, Run *run)
{
    if (is_clear(kind, data, start, end, length, openers, closers)) {
        return 1;
    }
    int holds = edges_hold(kind, data, start, end, length);
    return holds == 1 && !is_plain_run(kind, data, start, end, length, triggers, run) ? -1 : holds;
}

#define LENGTH 24

/* The places where a form stands for sure, and those where that has to be asked. */
static PyObject *
standing(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *places, *openers, *closers, *triggers;
    if (!PyArg_ParseTuple(args, "UO!UUU", &text, &PyList_Type, &places, &openers, &closers, &triggers)) {
        return NULL;
    }
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    Run run = {0, 0, 1};
    PyObject *sure = PyList_New(0), *open = PyList_New(0);
    for (Py_ssize_t i = 0; sure && open && i < PyList_GET_SIZE(places); i++) {
        long long place = PyLong_AsLongLong(PyList_GET_ITEM(places, i));
        Py_ssize_t start = (Py_ssize_t)(place >> LENGTH), end = start + (Py_ssize_t)(place & ((1 << LENGTH) - 1));
        if (!PyErr_Occurred() && (start < 0 || start >= end || end >= length)) {
            PyErr_SetString(PyExc_IndexError, "a place is outside of the text");
        }
        if (PyErr_Occurred()) {
            Py_CLEAR(open);
            break;
        }
        int stands = stands_at(kind, data, start, end, length, openers, closers, triggers, &run);
        if (stands && PyList_Append(stands > 0 ? sure : open, PyList_GET_ITEM(places, i))) {
            Py_CLEAR(open);
        }
    }
    if (!sure || !open) {
        Py_XDECREF(sure);
        Py_XDECREF(open);
        return NULL;
    }
    return Py_BuildValue("NN", sure, open);
}

static PyObject *
sweep(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *hits, *plain, *settled, *alternatives, *openers, *closers, *triggers, *starts, *ends, *senses, *otherwise;
    if (!PyArg_ParseTuple(args, "UO!O!O!OUUUO!O!O!O", &text, &PyList_Type, &hits, &PyList_Type, &plain, &PyDict_Type, &settled,
                          &alternatives, &openers, &closers, &triggers, &PyList_Type, &starts, &PyList_Type, &ends, &PyList_Type, &senses,
                          &otherwise)) {
        return NULL;
    }
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), done = 0;
    Run run = {0, 0, 1};
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(hits); i++) {
        PyObject *hit = PyList_GET_ITEM(hits, i);
        if (!PyTuple_Check(hit) || PyTuple_GET_SIZE(hit) != 3) {
            return PyErr_Format(PyExc_TypeError, "a hit must be a tuple of three");
        }
        PyObject *index = PyTuple_GET_ITEM(hit, 0), *first = PyTuple_GET_ITEM(hit, 1), *last = PyTuple_GET_ITEM(hit, 2);
        Py_ssize_t number = PyLong_AsSsize_t(index), start = PyLong_AsSsize_t(first), end = PyLong_AsSsize_t(last);
        if (PyErr_Occurred()) {
            return NULL;
        }
        if (number < 0 || number >= PyList_GET_SIZE(plain) || start < 0 || start >= end || end >= length) {
            return PyErr_Format(PyExc_IndexError, "a hit is outside of the text or the forms");
        }
        if (start >= done) {
            int stands = stands_at(kind, data, start, end, length, openers, closers, triggers, &run);
            if (stands == 1) {
                PyObject *meant = PyList_GET_ITEM(plain, number);
                if (meant == Py_None && PyDict_GET_SIZE(settled)) {
                    PyObject *known = PyDict_GetItemWithError(settled, index);
                    PyObject *found = known ? settled_at(known, text, start, end) : NULL;
                    if (PyErr_Occurred()) {
                        return NULL;
                    }
                    if (found && PyTuple_GET_SIZE(found)) {
                        meant = found;
                    }
                    else if (found && alternatives != Py_None && PyDict_GetItemWithError(alternatives, index) == Py_False) {
                        continue;
                    }
                }
                if (meant != Py_None) {
                    if (PyList_Append(starts, first) || PyList_Append(ends, last) || PyList_Append(senses, meant)) {
                        return NULL;
                    }
                    done = end;
                    continue;
                }
            }
            else if (stands == 0 && alternatives != Py_None) {
                PyObject *known = PyDict_GetItemWithError(alternatives, index);
                if (known == Py_False) {
                    continue;
                }
                if (!known && PyErr_Occurred()) {
                    return NULL;
                }
            }
        }
        else if (end <= done) {
            continue;
        }
        PyObject *reached = PyObject_CallFunction(otherwise, "OOOn", index, first, last, done);
        if (!reached) {
            return NULL;
        }
        done = PyLong_AsSsize_t(reached);
        Py_DECREF(reached);
        if (done == -1 && PyErr_Occurred()) {
            return NULL;
        }
    }
    Py_RETURN_NONE;
}

/* ---- mentions.places_of ---- */

/* The hits as pairs of numbers, form and place, one after the other: to look through the hits themselves, which lie all over
   the memory, takes ten times as long. */
static PyObject *
packed(PyObject *Py_UNUSED(module), PyObject *hits)
{
    if (!PyList_Check(hits)) {
        return PyErr_Format(PyExc_TypeError, "hits must be a list");
    }
    Py_ssize_t count = PyList_GET_SIZE(hits);
    PyObject *result = PyBytes_FromStringAndSize(NULL, count * 2 * sizeof(int64_t));
    int64_t *pairs = result ? (int64_t *)PyBytes_AS_STRING(result) : NULL;
    for (Py_ssize_t i = 0; result && i < count; i++) {
        PyObject *hit = PyList_GET_ITEM(hits, i);
        if (!PyTuple_Check(hit) || PyTuple_GET_SIZE(hit) != 3) {
            PyErr_SetString(PyExc_TypeError, "a hit must be a tuple of three");
            Py_CLEAR(result);
            break;
        }
        int64_t start = PyLong_AsLongLong(PyTuple_GET_ITEM(hit, 1)), end = PyLong_AsLongLong(PyTuple_GET_ITEM(hit, 2));
        pairs[2 * i] = PyLong_AsLongLong(PyTuple_GET_ITEM(hit, 0));
        pairs[2 * i + 1] = start << LENGTH | (end - start);
        if (PyErr_Occurred()) {
            Py_CLEAR(result);
        }
    }
    return result;
}

static PyObject *
places_of(PyObject *Py_UNUSED(module), PyObject *args)
{
    const char *hits, *forms;
    Py_ssize_t size, count;
    if (!PyArg_ParseTuple(args, "y#y#", &hits, &size, &forms, &count)) {
        return NULL;
    }
    const int64_t *pairs = (const int64_t *)hits, *end = pairs + size / (2 * sizeof(int64_t)) * 2;
    PyObject *places = PyList_New(0);
    for (; places && pairs < end; pairs += 2) {
        if (pairs[0] >= 0 && pairs[0] < count && forms[pairs[0]]) {
            PyObject *place = PyLong_FromLongLong(pairs[1]);
            if (!place || PyList_Append(places, place)) {
                Py_CLEAR(places);
            }
            Py_XDECREF(place);
        }
    }
    return places;
}

/* ---- resolve.records ---- */

static inline Py_ssize_t
number_at(PyObject *list, Py_ssize_t index)
{
    return PyLong_AsSsize_t(PyList_GET_ITEM(list, index));
}

static PyObject *
record(PyTypeObject *type, PyObject *text, Py_ssize_t start, Py_ssize_t end, PyObject *senses)
{
    PyObject *made = type->tp_alloc(type, 4);
    if (!made) {
        return NULL;
    }
    PyObject *first = PyLong_FromSsize_t(start), *last = PyLong_FromSsize_t(end), *surface = PyUnicode_Substring(text, start, end);
    if (!first || !last || !surface) {
        Py_XDECREF(first);
        Py_XDECREF(last);
        Py_XDECREF(surface);
        Py_DECREF(made);
        return NULL;
    }
    PyTuple_SET_ITEM(made, 0, first);
    PyTuple_SET_ITEM(made, 1, last);
    PyTuple_SET_ITEM(made, 2, surface);
    PyTuple_SET_ITEM(made, 3, Py_NewRef(senses));
#if PY_VERSION_HEX >= 0x030E0000
    /* From 3.14 on a tuple remembers its hash, and -1 is the sign that it was not computed yet. */
    ((PyTupleObject *)made)->ob_hash = -1;
#endif
    /* Numbers, a string and senses, which are tuples down to their strings: no cycle runs through a record, and the collector
       need not look at hundreds of thousands of them. */
    PyObject_GC_UnTrack(made);
    return made;
}

static PyObject *
records(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *starts, *ends, *senses, *anchors, *sources, *widths, *result;
    PyTypeObject *type;
    if (!PyArg_ParseTuple(args, "UO!O!O!O!O!O!O!", &text, &PyList_Type, &starts, &PyList_Type, &ends, &PyList_Type, &senses,
                          &PyList_Type, &anchors, &PyList_Type, &sources, &PyList_Type, &widths, &PyType_Type, &type)) {
        return NULL;
    }
    Py_ssize_t finds = PyList_GET_SIZE(starts), count = PyList_GET_SIZE(anchors), following = 0;
    if (PyList_GET_SIZE(ends) != finds || PyList_GET_SIZE(senses) != finds || PyList_GET_SIZE(sources) != count
        || PyList_GET_SIZE(widths) != count || !PyType_IsSubtype(type, &PyTuple_Type)) {
        return PyErr_Format(PyExc_ValueError, "columns differ in length, or the type is no tuple");
    }
    if (!(result = PyList_New(finds))) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < finds; i++) {
        Py_ssize_t start = number_at(starts, i), end = number_at(ends, i), from = start, to = end;
        while (following < count && number_at(anchors, following) <= start) {
            following++;
        }
        if (following) {
            from = number_at(sources, following - 1) + start - number_at(anchors, following - 1);
        }
        Py_ssize_t last = following;
        while (last < count && number_at(anchors, last) < end) {
            last++;
        }
        if (last) {
            Py_ssize_t offset = end - 1 - number_at(anchors, last - 1);
            to = number_at(sources, last - 1) + offset + (offset ? 1 : number_at(widths, last - 1));
        }
        PyObject *made = PyErr_Occurred() ? NULL : record(type, text, from, to, PyList_GET_ITEM(senses, i));
        if (!made) {
            Py_DECREF(result);
            return NULL;
        }
        PyList_SET_ITEM(result, i, made);
    }
    return result;
}

static PyMethodDef methods[] = {
    {"distinct", distinct, METH_O, "See toponyms.squeeze.distinct."},
    {"squeeze", squeeze, METH_VARARGS, "See toponyms.squeeze.squeeze."},
    {"neighbour", neighbour, METH_VARARGS, "See toponyms.beside.neighbour."},
    {"standing", standing, METH_VARARGS, "See toponyms.mentions.standing."},
    {"packed", packed, METH_O, "The hits as toponyms.mentions.places_of wants them."},
    {"places_of", places_of, METH_VARARGS, "See toponyms.mentions.places_of."},
    {"sweep", sweep, METH_VARARGS, "See toponyms.resolve.sweep."},
    {"records", records, METH_VARARGS, "See toponyms.resolve.records."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL},
};

static struct PyModuleDef module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "toponyms._speed",
    .m_doc = "The loops that run once for each character or hit, compiled.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__speed(void)
{
    return PyModuleDef_Init(&module);
}
