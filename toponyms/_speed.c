/* The loops that run once for each character or hit, compiled.

   Each function here equals the Python function that its comment names: that one is the definition, it runs where no
   compiler was at hand when the package was built, and tests/test_speed.py holds the two together. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A loop is made for each width of characters only where the compiler takes `kind` for the constant that it is. */
#if defined(__GNUC__) || defined(__clang__)
#define INLINED static inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#define INLINED static __forceinline
#else
#define INLINED static inline
#endif

/* ---- arguments ---- */

/* Whether arguments are of the kinds that the letters say: text, buffer, list, dict, class, or any; if not, an error is set.

   A call for a short text takes some microseconds, and a tuple of arguments and a format that is read anew each time are felt. */
static int
are(const char *kinds, PyObject *const *args, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count || kinds[i]; i++) {
        if (i == count || !kinds[i]) {
            PyErr_SetString(PyExc_TypeError, "too few or too many arguments");
            return 0;
        }
        int is_right = kinds[i] == 't' ? PyUnicode_Check(args[i])
            : kinds[i] == 'b'          ? PyObject_CheckBuffer(args[i])
            : kinds[i] == 'l'          ? PyList_Check(args[i])
            : kinds[i] == 'd'          ? PyDict_Check(args[i])
            : kinds[i] == 'c'          ? PyType_Check(args[i])
                                       : 1;
        if (!is_right) {
            PyErr_Format(PyExc_TypeError, "argument %zd is a %.80s", i + 1, Py_TYPE(args[i])->tp_name);
            return 0;
        }
    }
    return 1;
}

/* Hold the memory of some buffers; none is held where one cannot be. */
static int
hold(PyObject *const *args, Py_buffer *buffers, int count)
{
    for (int i = 0; i < count; i++) {
        if (PyObject_GetBuffer(args[i], &buffers[i], PyBUF_SIMPLE) < 0) {
            while (i--) {
                PyBuffer_Release(&buffers[i]);
            }
            return -1;
        }
    }
    return 0;
}

static void
let_go(Py_buffer *buffers, int count)
{
    for (int i = 0; i < count; i++) {
        PyBuffer_Release(&buffers[i]);
    }
}

#include "_heads.h"
#include "_forms.h"
#include "_splice.h"

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

/* ---- what toponyms.fold.traits_of says ---- */

/* What is known of a character: the character that stands for it, its traits (see toponyms.fold), and how squeeze takes it. */
#define FOLDED 0x1fffffu
#define TRAITS_AT 21
#define TRAITS 0x1fu
#define WIDER (1u << 26)
#define SPACE (1u << 27)
#define SPECIAL (1u << 28)
/* Traits, as toponyms.fold numbers them. */
#define INVISIBLE (2u << TRAITS_AT)
#define RUNNING (4u << TRAITS_AT)
#define MARK (16u << TRAITS_AT)
#define MOST_MARKS 30
#define KNOWN (1u << 31)
#define BEYOND 0x400

/* The characters of the first plane, and the last ones seen of the others. */
static uint32_t known_folds[0x10000];
static struct {
    Py_UCS4 character;
    uint32_t known;
} known_beyond[BEYOND];

static int
width_of(Py_UCS4 c)
{
    return c < 0x100 ? PyUnicode_1BYTE_KIND : c < 0x10000 ? PyUnicode_2BYTE_KIND : PyUnicode_4BYTE_KIND;
}

static uint32_t
known_as(Py_UCS4 c, Py_UCS4 folded, uint32_t traits)
{
    return KNOWN | folded | (traits & TRAITS) << TRAITS_AT | (width_of(folded) > width_of(c) ? WIDER : 0) | (c == ' ' ? SPACE : 0)
        | (folded != c || c == '\n' ? SPECIAL : 0);
}

static void
know_ascii(void)
{
    for (Py_UCS4 c = 0; c < 0x80; c++) {
        known_folds[c] = known_as(c, c == '\r' || c == '\t' || c == '\v' ? ' ' : c == '`' ? '\'' : c, 0);
    }
}

/* Ask what stands for a character, and its traits; 0 for an error. */
static uint32_t
learn(Py_UCS4 c, PyObject *ask)
{
    PyObject *character = PyUnicode_FromOrdinal((int)c), *answer = character ? PyObject_CallOneArg(ask, character) : NULL;
    PyObject *folded;
    unsigned int traits;
    uint32_t known = 0;
    if (answer && PyTuple_Check(answer) && PyArg_ParseTuple(answer, "UI", &folded, &traits) && PyUnicode_GET_LENGTH(folded) == 1) {
        known = known_as(c, PyUnicode_READ_CHAR(folded, 0), traits);
        if (c < 0x10000) {
            known_folds[c] = known;
        }
    }
    else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_TypeError, "what is said of a character must be a character and a number");
    }
    Py_XDECREF(character);
    Py_XDECREF(answer);
    return known;
}

static inline uint32_t
known_of(int kind, Py_UCS4 c, PyObject *ask)
{
    if (kind != PyUnicode_4BYTE_KIND || c < 0x10000) {
        uint32_t known = known_folds[c & 0xffff];
        return known ? known : learn(c, ask);
    }
    if (known_beyond[c % BEYOND].character == c) {
        return known_beyond[c % BEYOND].known;
    }
    uint32_t known = learn(c, ask);
    if (known) {
        known_beyond[c % BEYOND].character = c;
        known_beyond[c % BEYOND].known = known;
    }
    return known;
}

/* All that is known of any of the characters; 0 for an error. */
INLINED uint32_t
known_in(int kind, const void *data, Py_ssize_t length, PyObject *ask)
{
    uint32_t all = KNOWN;
    for (Py_ssize_t i = 0; i < length; i++) {
        uint32_t known = known_of(kind, PyUnicode_READ(kind, data, i), ask);
        if (!known) {
            return 0;
        }
        all |= known & ~FOLDED;
    }
    return all;
}

static uint32_t
known_in_text(PyObject *text, PyObject *ask)
{
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    int kind = PyUnicode_KIND(text);
    return PyUnicode_IS_ASCII(text)        ? KNOWN
        : kind == PyUnicode_1BYTE_KIND     ? known_in(PyUnicode_1BYTE_KIND, data, length, ask)
        : kind == PyUnicode_2BYTE_KIND     ? known_in(PyUnicode_2BYTE_KIND, data, length, ask)
                                           : known_in(PyUnicode_4BYTE_KIND, data, length, ask);
}

/* ---- fold.fold ---- */

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

/* The one character that a base and its marks are, after that what replaces it; 0 where there is none, -1 for an error. */
static int64_t
composed(int kind, const void *data, Py_ssize_t start, Py_ssize_t end, PyObject *compose)
{
    PyObject *cluster = PyUnicode_FromKindAndData(kind, (const char *)data + start * kind, end - start);
    PyObject *one = cluster ? PyObject_CallOneArg(compose, cluster) : NULL;
    int64_t result = -1;
    if (one && PyUnicode_Check(one) && PyUnicode_GET_LENGTH(one) <= 1) {
        result = PyUnicode_GET_LENGTH(one) ? PyUnicode_READ_CHAR(one, 0) : 0;
        result = result && width_of((Py_UCS4)result) <= kind ? result : 0;
    }
    else if (!PyErr_Occurred()) {
        PyErr_SetString(PyExc_TypeError, "a base and its marks must be one character, or none");
    }
    Py_XDECREF(cluster);
    Py_XDECREF(one);
    return result;
}

INLINED Py_ssize_t
squeeze_into(int kind, const void *data, Py_ssize_t length, PyObject *ask, int running, PyObject *compose, void *out, Anchors *anchors)
{
#define REPLACED(c) (known_of(kind, c, ask) & FOLDED)
    Py_ssize_t at = 0, made = 0;
    for (;;) {
        /* To the next character that is replaced, line end, second space, mark or invisible character. A single space, every
           sixth character and in no regular place, is no branch here: that would be mispredicted each time. */
        Py_ssize_t here = at;
        Py_UCS4 c = 0;
        uint32_t before = 0, is = 0;
        for (; here < length; here++) {
            is = known_of(kind, PyUnicode_READ(kind, data, here), ask);
            if (!is) {
                return -1;
            }
            is &= SPACE | SPECIAL | INVISIBLE | MARK;
            if ((is & ~SPACE) | (is & before)) {
                break;
            }
            before = is;
        }
        if (here < length) {
            c = REPLACED(PyUnicode_READ(kind, data, here));
            if ((is_gap(c) || is & INVISIBLE) && before) {
                here--;
            }
        }
        memcpy((char *)out + made * kind, (const char *)data + at * kind, (here - at) * kind);
        made += here - at;
        at = here;
        if (at == length) {
            return made;
        }
        if (is & MARK) {
            Py_ssize_t end = at + 1;
            while (end < length && known_of(kind, PyUnicode_READ(kind, data, end), ask) & MARK) {
                end++;
            }
            uint32_t base = at ? known_of(kind, PyUnicode_READ(kind, data, at - 1), ask) : INVISIBLE;
            int64_t one = base & INVISIBLE || is_gap(base & FOLDED) || end - at > MOST_MARKS ? 0 : composed(kind, data, at - 1, end, compose);
            if (one < 0) {
                return -1;
            }
            if (one) {
                PyUnicode_WRITE(kind, out, made - 1, (Py_UCS4)one);
                if (push(&anchors->starts, made - 1) || push(&anchors->sources, at - 1) || push(&anchors->widths, end - at + 1)
                    || push(&anchors->starts, made) || push(&anchors->sources, end) || push(&anchors->widths, 1)) {
                    return -1;
                }
                at = end;
            }
            for (; at < end; at++) {
                PyUnicode_WRITE(kind, out, made, REPLACED(PyUnicode_READ(kind, data, at)));
                made++;
            }
            continue;
        }
        if (!is_gap(c) && !(is & INVISIBLE)) {
            PyUnicode_WRITE(kind, out, made, c);
            made++;
            at++;
            continue;
        }
        Py_ssize_t end = at, gaps = 0, lines = 0, separators = 0, returns = 0, indents = 0;
        for (; end < length; end++) {
            Py_UCS4 given = PyUnicode_READ(kind, data, end);
            uint32_t known = known_of(kind, given, ask);
            if (!is_gap(known & FOLDED) && !(known & INVISIBLE)) {
                break;
            }
            gaps += is_gap(known & FOLDED);
            lines += given == '\n';
            separators += given == 0x85 || given == 0x2028;
            returns += given == '\r';
            indents += given == 0x3000;
        }
        /* Line ends of one kind: of CR LF the line feeds alone. */
        lines = lines ? lines : separators ? separators : returns;
        /* A blank line ends a paragraph and stays as wide as it is: no form holds two spaces. */
        if (lines > 1 || (end - at == 1 && gaps && !lines)) {
            for (; at < end; at++) {
                c = REPLACED(PyUnicode_READ(kind, data, at));
                PyUnicode_WRITE(kind, out, made, c == '\n' ? ' ' : c);
                made++;
            }
            continue;
        }
        Py_UCS4 before_gap = lines && at ? REPLACED(PyUnicode_READ(kind, data, at - 1)) : 0;
        Py_UCS4 after_gap = end < length ? REPLACED(PyUnicode_READ(kind, data, end)) : 0;
        int broken = before_gap == '-' && at > 1 && Py_UNICODE_ISALPHA(REPLACED(PyUnicode_READ(kind, data, at - 2)))
            && Py_UNICODE_ISALPHA(after_gap);
        /* U+3000 opens a paragraph. */
        if (!gaps || broken || (lines && running && !indents && runs_on(before_gap, after_gap, end - at))) {
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
#undef REPLACED
}

static PyObject *
fold(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t given)
{
    if (!are("too", args, given)) {
        return NULL;
    }
    PyObject *text = args[0], *ask = args[1], *compose = args[2], *result = NULL;
    uint32_t known = known_in_text(text, ask);
    if (!known) {
        return NULL;
    }
    int running = (known & RUNNING) > 0, own = PyUnicode_KIND(text), kind = known & WIDER ? PyUnicode_4BYTE_KIND : own;
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    Anchors anchors = {0};
    const void *data = PyUnicode_DATA(text);
    void *out = PyMem_Malloc(length ? length * kind : 1), *wide = NULL;
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
    Py_ssize_t made = kind == PyUnicode_1BYTE_KIND ? squeeze_into(PyUnicode_1BYTE_KIND, data, length, ask, running, compose, out, &anchors)
        : kind == PyUnicode_2BYTE_KIND             ? squeeze_into(PyUnicode_2BYTE_KIND, data, length, ask, running, compose, out, &anchors)
                                                   : squeeze_into(PyUnicode_4BYTE_KIND, data, length, ask, running, compose, out, &anchors);
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
    return result;
}

/* ---- edges, and what stands beside a name ---- */

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

/* See toponyms.edges.is_clear; the text ends with a space, which is also before its beginning. */
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
static int
asked_whether_joins(Py_UCS4 c)
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
    return c < 0x300 || (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x3020) || (c >= 0xff01 && c <= 0xff0f)
            || (c >= 0xff1a && c <= 0xff20) || (c >= 0xff5b && c <= 0xff65)
        ? 0
        : -1;
}

/* What was said of the characters of the first plane, plus 2; 0 where nothing was. Threads can only write the same twice. */
static uint8_t known_joins[0x10000];

static inline int
joins(Py_UCS4 c)
{
    if (c > 0xffff) {
        return asked_whether_joins(c);
    }
    if (!known_joins[c]) {
        known_joins[c] = (uint8_t)(asked_whether_joins(c) + 2);
    }
    return known_joins[c] - 2;
}

/* See toponyms.edges.edges_hold; 1, 0, or -1 where that has to be asked. The text ends with a space. */
INLINED int
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
#define SIDE_BITS 0xffff
#define UNKNOWN -1
#define LENGTH 24

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

/* The code of a neighbour as far as toponyms.beside.Glance has learnt it, else UNKNOWN; -2 for an error. */
static Py_ssize_t
known_code(PyObject *known, PyObject *text, Py_ssize_t at, int is_before)
{
    if (!PyDict_Check(known)) {
        return 0;
    }
    Py_ssize_t code = UNKNOWN;
    for (int words = FEW; words <= MORE && code == UNKNOWN && PyDict_GET_SIZE(known); words += MORE - FEW) {
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

/* How many of the places, start << LENGTH | length, start in [floor, ceiling), without the name at `start`. */
static Py_ssize_t
first_from(const int64_t *places, Py_ssize_t count, int64_t start)
{
    Py_ssize_t low = 0, high = count;
    while (low < high) {
        Py_ssize_t middle = low + (high - low) / 2;
        if (places[middle] >> LENGTH < start) {
            low = middle + 1;
        }
        else {
            high = middle;
        }
    }
    return low;
}

static Py_ssize_t
count_within(const int64_t *places, Py_ssize_t count, Py_ssize_t floor, Py_ssize_t ceiling, Py_ssize_t start)
{
    Py_ssize_t first = first_from(places, count, floor), last = first, own = 0;
    /* Those within reach are few; the next one is mostly beyond it. */
    for (; last < count && last - first < 8 && places[last] >> LENGTH < ceiling; last++) {
        own += places[last] >> LENGTH == start;
    }
    if (last - first == 8) {
        last = first_from(places, count, ceiling);
        own = first_from(places, count, start + 1) - first_from(places, count, start);
    }
    return last - first - own;
}

/* See toponyms.settled. */
#define RANK 4
#define UNDECIDED ((1 << RANK) - 1)
#define MOST_ASKED 7

/* The places of the mentions that a question is about, borrowed from the dict where they are kept; NULL for an error. */
static PyObject *
places_asked(PyObject *ids, PyObject *places, PyObject *list_places)
{
    PyObject *found = PyDict_GetItemWithError(places, ids);
    if (!found && !PyErr_Occurred()) {
        PyObject *made = PyObject_CallOneArg(list_places, ids);
        Py_XDECREF(made);
        found = made ? PyDict_GetItemWithError(places, ids) : NULL;
    }
    if (found ? !PyBytes_Check(found) : !PyErr_Occurred()) {
        PyErr_SetString(PyExc_TypeError, "places must be bytes");
        return NULL;
    }
    return found;
}

/* What mentions say of a name as one number, see toponyms.settled.state_of; -1 for an error. */
static int64_t
state_at(PyObject *asks, PyObject *places, PyObject *list_places, Py_ssize_t start, Py_ssize_t end)
{
    Py_ssize_t counts[MOST_ASKED], asked = PyTuple_GET_SIZE(asks);
    if (asked > MOST_ASKED) {
        PyErr_SetString(PyExc_TypeError, "more is asked of mentions than a state has room for");
        return -1;
    }
    for (Py_ssize_t i = 0; i < asked; i++) {
        PyObject *ask = PyTuple_GET_ITEM(asks, i);
        if (!PyTuple_Check(ask) || PyTuple_GET_SIZE(ask) != 3) {
            PyErr_SetString(PyExc_TypeError, "what is asked must be a tuple of three");
            return -1;
        }
        PyObject *found = places_asked(PyTuple_GET_ITEM(ask, 0), places, list_places);
        Py_ssize_t within = PyLong_AsSsize_t(PyTuple_GET_ITEM(ask, 1));
        if (!found || PyErr_Occurred()) {
            return -1;
        }
        Py_ssize_t count = PyBytes_GET_SIZE(found) / (Py_ssize_t)sizeof(int64_t);
        if (within) {
            Py_ssize_t floor = start > within ? start - within : 0;
            count = count_within((const int64_t *)PyBytes_AS_STRING(found), count, floor, end + within, start);
        }
        counts[i] = !count && PyTuple_GET_ITEM(ask, 2) == Py_True ? -1 : count;
    }
    int64_t state = 0;
    for (Py_ssize_t i = 0; i < asked; i++) {
        int64_t rank = counts[i] < 0 ? UNDECIDED : counts[i] > 0;
        for (Py_ssize_t j = 0; counts[i] > 0 && j < asked; j++) {
            /* Each smaller count is counted once, where it stands first. */
            int is_first = counts[j] > 0 && counts[j] < counts[i];
            for (Py_ssize_t k = 0; is_first && k < j; k++) {
                is_first = counts[k] != counts[j];
            }
            rank += is_first;
        }
        state |= rank << RANK * i;
    }
    return state;
}

/* What is known of a form, see toponyms.settled.Settled; borrowed, NULL where it is not a tuple of such. */
typedef struct {
    PyObject *meanings, *asks, *beside[4], *is_phrase;
} Known;

static int
read_known(PyObject *settled, Known *known)
{
    if (!PyTuple_Check(settled) || PyTuple_GET_SIZE(settled) < 7 || !PyDict_Check(PyTuple_GET_ITEM(settled, 0))
        || !PyTuple_Check(PyTuple_GET_ITEM(settled, 1))) {
        PyErr_SetString(PyExc_TypeError, "what is settled must be a tuple of seven or more, a dict and a tuple the first of them");
        return -1;
    }
    known->meanings = PyTuple_GET_ITEM(settled, 0);
    known->asks = PyTuple_GET_ITEM(settled, 1);
    for (int i = 0; i < 4; i++) {
        known->beside[i] = PyTuple_GET_ITEM(settled, 2 + i);
    }
    known->is_phrase = PyTuple_GET_ITEM(settled, 6);
    return 0;
}

/* What toponyms.judge.Judge has found a form to mean in a state, borrowed; NULL where it has not been asked, and for an error. */
static PyObject *
meant_at(const Known *known, int64_t state, PyObject *text, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *const *beside = state ? known->beside + 2 : known->beside;
    Py_ssize_t before = known_code(beside[0], text, start, 1);
    Py_ssize_t after = before < UNKNOWN ? before : known_code(beside[1], text, end, 0);
    if (after < UNKNOWN) {
        return NULL;
    }
    PyObject *code = PyLong_FromLongLong(state << 2 * SIDE | (before & SIDE_BITS) << SIDE | (after & SIDE_BITS));
    PyObject *meant = code ? PyDict_GetItemWithError(known->meanings, code) : NULL;
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

/* ---- a list of hits: three numbers each, the form, where it starts and where it ends ---- */

typedef struct {
    int32_t form, start, end;
} Hit;

typedef struct {
    Hit *items;
    Py_ssize_t count, room;
} Hits;

static int
push_hit(Hits *hits, uint32_t form, Py_ssize_t start, Py_ssize_t end)
{
    if (hits->count == hits->room) {
        Py_ssize_t room = hits->room ? hits->room * 2 : 16;
        Hit *items = PyMem_Realloc(hits->items, (size_t)room * sizeof(Hit));
        if (!items) {
            PyErr_NoMemory();
            return -1;
        }
        hits->items = items;
        hits->room = room;
    }
    hits->items[hits->count++] = (Hit){(int32_t)form, (int32_t)start, (int32_t)end};
    return 0;
}

static PyObject *
hits_as_bytes(const Hits *hits)
{
    return PyBytes_FromStringAndSize((const char *)hits->items, hits->count * (Py_ssize_t)sizeof(Hit));
}

/* 1 if the edges of a form hold, 0 if they do not, -1 for an error. */
INLINED int
ask_edges(int kind, PyObject *text, Py_ssize_t start, Py_ssize_t end, PyObject *edges)
{
    int holds = edges_hold(kind, PyUnicode_DATA(text), start, end, PyUnicode_GET_LENGTH(text));
    if (holds < 0) {
        PyObject *answer = PyObject_CallFunction(edges, "Onn", text, start, end);
        holds = answer ? PyObject_IsTrue(answer) : -1;
        Py_XDECREF(answer);
    }
    return holds;
}

static inline int
lowest_bit(uint64_t bits)
{
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_ctzll(bits);
#else
    int at = 0;
    for (; !(bits >> at & 1); at++) {
    }
    return at;
#endif
}

/* A bit for each of the next 64 characters at which a form may start: one with which some form begins, not inside a word. See
   toponyms.edges.may_start; what has to be asked there is left open. */
INLINED uint64_t
possible_starts(int kind, const void *data, Py_ssize_t at, Py_ssize_t length, const Heads *heads, int *before)
{
    uint64_t firsts = 0, joining = 0;
    int count = length - at < 64 ? (int)(length - at) : 64;
    for (int i = 0; i < count; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, at + i);
        firsts |= (uint64_t)has_bit(heads->firsts, low_bits(c)) << i;
        joining |= (uint64_t)(joins(c) == 1 && c != '_') << i;
    }
    uint64_t inside = joining & (joining << 1 | (uint64_t)*before);
    *before = (int)(joining >> 63);
    return firsts & ~inside;
}

/* Those of the starts in a block at which a form with holding edges may begin, and the words that stand there. In steps, so that
   each finds in the cache what the one before has asked for. */
INLINED uint64_t
begin_forms(int kind, const void *data, Py_ssize_t block, Py_ssize_t length, const Heads *heads, uint64_t starts, uint64_t *words, Py_ssize_t *ends)
{
    uint64_t left = 0;
    for (uint64_t rest = starts; rest; rest &= rest - 1) {
        int i = lowest_bit(rest);
        words[i] = word_at(kind, data, block + i, length, heads, &ends[i]);
        left |= (uint64_t)(words[i] != NOT_FIRST) << i;
    }
    for (uint64_t rest = starts = left; rest; rest &= rest - 1) {
        int i = lowest_bit(rest);
        if (words[i] && !goes_on(kind, data, ends[i], length, heads, words[i])) {
            left &= ~((uint64_t)1 << i);
        }
        else if (words[i] && block + i + 2 < length) {
            Py_ssize_t at = block + i;
            uint64_t key = key_of(PyUnicode_READ(kind, data, at), PyUnicode_READ(kind, data, at + 1), PyUnicode_READ(kind, data, at + 2));
            FETCH(heads->slots + slot_of(key, heads->mask) * sizeof(Slot));
            FETCH(heads->slots + slot_of(words[i], heads->mask) * sizeof(Slot));
        }
    }
    return left;
}

INLINED int
spans_of(int kind, PyObject *text, const Heads *heads, PyObject *edges, Hits *hits)
{
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text) - 1, done = 0, ends[64];
    uint64_t words[64] = {0};
    int before = 0, has_words = heads->bits > FEW_BITS;
    for (Py_ssize_t block = 0; block < length; block += 64) {
        uint64_t starts = possible_starts(kind, data, block, length, heads, &before);
        if (has_words) {
            starts = begin_forms(kind, data, block, length, heads, starts, words, ends);
        }
        for (; starts; starts &= starts - 1) {
            int i = lowest_bit(starts);
            Py_ssize_t at = block + i;
            if (at < done) {
                continue;
            }
            uint32_t form = longest_at(kind, data, at, length, heads, words[i]);
            int holds = 0;
            while (form != NO_FORM && !(holds = ask_edges(kind, text, at, at + length_of(heads, form), edges))) {
                form = parent_of(heads, form);
            }
            if (holds < 0) {
                return -1;
            }
            if (form != NO_FORM) {
                done = at + length_of(heads, form);
                if (push_hit(hits, form, at, done)) {
                    return -1;
                }
            }
        }
    }
    return 0;
}

/* The text ends with a space, which is no part of any form. */
static int
is_framed(PyObject *text)
{
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (!length || length > INT32_MAX || PyUnicode_READ_CHAR(text, length - 1) != ' ') {
        PyErr_SetString(PyExc_ValueError, "a text must end with a space, and have less than 2^31 characters");
        return 0;
    }
    return 1;
}

static PyObject *
spans(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t given)
{
    Py_buffer tables[2];
    if (!are("tbbo", args, given) || hold(args + 1, tables, 2) < 0) {
        return NULL;
    }
    PyObject *text = args[0], *edges = args[3], *result = NULL;
    Heads heads;
    Hits hits = {0};
    if (is_framed(text) && !open_heads(&heads, &tables[0], &tables[1])) {
        int kind = PyUnicode_KIND(text);
        int failed = kind == PyUnicode_1BYTE_KIND ? spans_of(PyUnicode_1BYTE_KIND, text, &heads, edges, &hits)
            : kind == PyUnicode_2BYTE_KIND        ? spans_of(PyUnicode_2BYTE_KIND, text, &heads, edges, &hits)
                                                  : spans_of(PyUnicode_4BYTE_KIND, text, &heads, edges, &hits);
        result = failed ? NULL : hits_as_bytes(&hits);
    }
    PyMem_Free(hits.items);
    let_go(tables, 2);
    return result;
}

static PyObject *
starting(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *result = NULL;
    Py_buffer forms, made;
    Py_ssize_t start, end;
    if (!PyArg_ParseTuple(args, "Uy*y*nn", &text, &forms, &made, &start, &end)) {
        return NULL;
    }
    Heads heads;
    Hits hits = {0};
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    int kind = PyUnicode_KIND(text), failed = open_heads(&heads, &forms, &made);
    if (!failed && (start < 0 || end > length || length > INT32_MAX)) {
        PyErr_SetString(PyExc_IndexError, "a place is outside of the text");
        failed = -1;
    }
    for (Py_ssize_t at = start; !failed && at < end; at++) {
        for (uint32_t form = longest_at(kind, PyUnicode_DATA(text), at, length, &heads, 0); form != NO_FORM; form = parent_of(&heads, form)) {
            if ((failed = push_hit(&hits, form, at, at + length_of(&heads, form)))) {
                break;
            }
        }
    }
    result = failed ? NULL : hits_as_bytes(&hits);
    PyMem_Free(hits.items);
    PyBuffer_Release(&forms);
    PyBuffer_Release(&made);
    return result;
}

/* ---- mentions.standing, mentions.places_of ---- */

static int
is_hit_in(const Hit *hit, Py_ssize_t length)
{
    if (hit->form < 0 || hit->start < 0 || hit->start >= hit->end || hit->end >= length) {
        PyErr_SetString(PyExc_IndexError, "a hit is outside of the text or the forms");
        return 0;
    }
    return 1;
}

static PyObject *
standing(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t given)
{
    Py_buffer hits;
    if (!are("tbttto", args, given) || hold(args + 1, &hits, 1) < 0) {
        return NULL;
    }
    PyObject *text = args[0], *openers = args[2], *closers = args[3], *triggers = args[4], *stands = args[5];
    int kind = PyUnicode_KIND(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), count = hits.len / (Py_ssize_t)sizeof(Hit);
    Run run = {0, 0, 1};
    PyObject *result = PyBytes_FromStringAndSize(NULL, count);
    for (Py_ssize_t i = 0; result && i < count; i++) {
        Hit hit = ((const Hit *)hits.buf)[i];
        int is_there = !is_hit_in(&hit, length)
            ? -2
            : stands_at(kind, PyUnicode_DATA(text), hit.start, hit.end, length, openers, closers, triggers, &run);
        if (is_there == -1) {
            PyObject *answer = PyObject_CallFunction(stands, "ii", hit.start, hit.end);
            is_there = answer ? PyObject_IsTrue(answer) : -2;
            Py_XDECREF(answer);
        }
        if (is_there < 0) {
            Py_CLEAR(result);
            break;
        }
        PyBytes_AS_STRING(result)[i] = (char)is_there;
    }
    PyBuffer_Release(&hits);
    return result;
}

static PyObject *
places_of(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *result = NULL;
    Py_buffer hits, stood, marks;
    if (!PyArg_ParseTuple(args, "y*y*y*", &hits, &stood, &marks)) {
        return NULL;
    }
    const uint8_t *is_there = stood.buf, *marked = marks.buf;
    const Hit *given = hits.buf;
    Py_ssize_t most = hits.len / (Py_ssize_t)sizeof(Hit), size = 0;
    if (stood.len != most) {
        PyErr_SetString(PyExc_ValueError, "there must be a byte for each hit");
    }
    else {
        result = PyBytes_FromStringAndSize(NULL, most * (Py_ssize_t)sizeof(int64_t));
    }
    if (result) {
        for (Py_ssize_t i = 0; i < most; i++) {
            Py_ssize_t form = given[i].form;
            if (is_there[i] && form >= 0 && form >> 3 < marks.len && marked[form >> 3] >> (form & 7) & 1) {
                int64_t place = (int64_t)given[i].start << LENGTH | (given[i].end - given[i].start);
                memcpy(PyBytes_AS_STRING(result) + size, &place, sizeof(place));
                size += sizeof(place);
            }
        }
        _PyBytes_Resize(&result, size);
    }
    PyBuffer_Release(&hits);
    PyBuffer_Release(&stood);
    PyBuffer_Release(&marks);
    return result;
}

/* ---- resolve.sweep ---- */

typedef struct {
    PyObject *text, *plain, *settled, *places, *list_places, *openers, *closers, *triggers, *patterns, *starts, *ends, *senses,
        *accept, *learn;
    Heads heads;
    Run run;
    int met_phrase;
} Sweep;

/* Keep a hit if it means something: 1 if it does, 0 if not, -1 for an error. Takes the meaning, NULL for an error. */
static int
keep(Sweep *sweep, const Hit *hit, PyObject *meant)
{
    if (meant && !PyTuple_Check(meant)) {
        PyErr_SetString(PyExc_TypeError, "a meaning must be a tuple");
    }
    int means = !meant || PyErr_Occurred() ? -1 : PyTuple_GET_SIZE(meant) > 0;
    if (means > 0) {
        PyObject *start = PyLong_FromLong(hit->start), *end = PyLong_FromLong(hit->end);
        if (!start || !end || PyList_Append(sweep->starts, start) || PyList_Append(sweep->ends, end) || PyList_Append(sweep->senses, meant)) {
            means = -1;
        }
        Py_XDECREF(start);
        Py_XDECREF(end);
    }
    Py_XDECREF(meant);
    return means;
}

/* Keep a hit if it counts: 1 if it did, 0 if not, -1 for an error. What is known of whether it stands there is 1 or 0, else -1. */
static int
kept(Sweep *sweep, const Hit *hit, int stands)
{
    PyObject *text = sweep->text, *meant = NULL;
    int kind = PyUnicode_KIND(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    if (!is_hit_in(hit, length) || hit->form >= PyList_GET_SIZE(sweep->plain)) {
        if (!PyErr_Occurred()) {
            PyErr_SetString(PyExc_IndexError, "a hit is outside of the forms");
        }
        return -1;
    }
    if (stands < 0) {
        stands = stands_at(kind, PyUnicode_DATA(text), hit->start, hit->end, length, sweep->openers, sweep->closers, sweep->triggers,
                           &sweep->run);
    }
    if (!stands) {
        return 0;
    }
    if (stands == 1) {
        meant = PyList_GET_ITEM(sweep->plain, hit->form);
        if (meant == Py_None) {
            meant = NULL;
            PyObject *index = PyLong_FromLong(hit->form);
            PyObject *known = index ? PyDict_GetItemWithError(sweep->settled, index) : NULL;
            Py_XDECREF(index);
            if (known && known != Py_None) {
                Known parts;
                int64_t state = read_known(known, &parts) ? -1 : state_at(parts.asks, sweep->places, sweep->list_places, hit->start, hit->end);
                meant = state < 0 ? NULL : meant_at(&parts, state, text, hit->start, hit->end);
                if (PyErr_Occurred()) {
                    return -1;
                }
                sweep->met_phrase |= parts.is_phrase == Py_True;
                if (!meant) {
                    return keep(sweep, hit, PyObject_CallFunction(sweep->learn, "iiiL", hit->form, hit->start, hit->end, (long long)state));
                }
            }
            if (PyErr_Occurred()) {
                return -1;
            }
        }
        Py_XINCREF(meant);
    }
    if (!meant) {
        meant = PyObject_CallFunction(sweep->accept, "iii", hit->form, hit->start, hit->end);
    }
    return keep(sweep, hit, meant);
}

/* The hits at a place that no matcher gives, the longest first; they are few, and most texts have none. */
static PyObject *
others_at(Sweep *sweep, Py_ssize_t at)
{
    PyObject *place = PyLong_FromSsize_t(at);
    PyObject *others = place ? PyDict_GetItemWithError(sweep->patterns, place) : NULL;
    Py_XDECREF(place);
    return others;
}

/* Keep what counts among all hits that start in [start, end) but `refused`; how far the text is done then, -1 for an error. */
static Py_ssize_t
second_chance(Sweep *sweep, Py_ssize_t start, Py_ssize_t end, const Hit *refused)
{
    PyObject *text = sweep->text;
    int kind = PyUnicode_KIND(text), has_others = PyDict_GET_SIZE(sweep->patterns) > 0;
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text) - 1, done = start;
    for (Py_ssize_t at = start; at < end; at++) {
        if (at < done || (at && joins(PyUnicode_READ(kind, data, at)) == 1 && joins(PyUnicode_READ(kind, data, at - 1)) == 1
                          && PyUnicode_READ(kind, data, at - 1) != '_')) {
            continue;
        }
        PyObject *others = has_others ? others_at(sweep, at) : NULL;
        Py_ssize_t next = 0, count = others && PyList_Check(others) ? PyList_GET_SIZE(others) : 0;
        uint32_t form = longest_at(kind, data, at, length, &sweep->heads, 0);
        while (!PyErr_Occurred() && (form != NO_FORM || next < count)) {
            Hit hit = {0}, other = {0};
            if (form != NO_FORM) {
                hit = (Hit){(int32_t)form, (int32_t)at, (int32_t)(at + length_of(&sweep->heads, form))};
            }
            if (next < count && (!PyTuple_Check(PyList_GET_ITEM(others, next)) || !PyArg_ParseTuple(PyList_GET_ITEM(others, next), "iii", &other.form, &other.start, &other.end))) {
                return -1;
            }
            if (next < count && (form == NO_FORM || other.end > hit.end)) {
                hit = other;
                next++;
            }
            else {
                form = parent_of(&sweep->heads, form);
            }
            if (refused && hit.form == refused->form && hit.start == refused->start && hit.end == refused->end) {
                continue;
            }
            int is_kept = kept(sweep, &hit, -1);
            if (is_kept < 0) {
                return -1;
            }
            if (is_kept) {
                done = hit.end;
                break;
            }
        }
        if (PyErr_Occurred()) {
            return -1;
        }
    }
    return done > end ? done : end;
}

static PyObject *
sweep(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t given)
{
    /* The hits, whether each stands, and the two tables of forms. */
    Py_buffer buffers[4];
    if (!are("tbbbblddotttdllloo", args, given) || hold(args + 1, buffers, 4) < 0) {
        return NULL;
    }
    Sweep sweep = {
        .run = {0, 0, 1}, .text = args[0], .plain = args[5], .settled = args[6], .places = args[7], .list_places = args[8],
        .openers = args[9], .closers = args[10], .triggers = args[11], .patterns = args[12], .starts = args[13],
        .ends = args[14], .senses = args[15], .accept = args[16], .learn = args[17],
    };
    int failed = !is_framed(sweep.text) || open_heads(&sweep.heads, &buffers[2], &buffers[3]);
    Py_ssize_t done = 0, count = buffers[0].len / (Py_ssize_t)sizeof(Hit);
    if (!failed && buffers[1].len != count) {
        PyErr_SetString(PyExc_ValueError, "there must be a byte for each hit");
        failed = 1;
    }
    for (Py_ssize_t i = 0; !failed && i < count; i++) {
        Hit hit = ((const Hit *)buffers[0].buf)[i];
        if (hit.end <= done) {
            continue;
        }
        if (hit.start >= done) {
            int is_kept = kept(&sweep, &hit, ((const uint8_t *)buffers[1].buf)[i]);
            failed = is_kept < 0;
            done = is_kept > 0 ? hit.end : failed ? done : second_chance(&sweep, hit.start, hit.end, &hit);
        }
        else {
            done = second_chance(&sweep, done, hit.end, NULL);
        }
        failed |= done < 0;
    }
    let_go(buffers, 4);
    if (failed) {
        return NULL;
    }
    return PyBool_FromLong(sweep.met_phrase);
}

/* ---- fold.records ---- */

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
records(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t given)
{
    if (!are("tllllllc", args, given)) {
        return NULL;
    }
    PyObject *text = args[0], *starts = args[1], *ends = args[2], *senses = args[3], *result;
    PyObject *anchors = args[4], *sources = args[5], *widths = args[6];
    PyTypeObject *type = (PyTypeObject *)args[7];
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

/* ---- portions.place_of ---- */

#define MOST_SIGNS 16
/* How many characters are counted at once: few enough to look at each again where the count is reached. */
#define BLOCK 256

/* One loop for each sign has no branch in it, and compilers make it compare many characters at a time. */
#define COUNT_AS(character)                                                                                        \
    for (int i = 0; i < signs; i++) {                                                                              \
        const character *here = (const character *)data + at, sign = (character)sought[i];                         \
        for (int j = 0; j < BLOCK; j++) {                                                                          \
            found += here[j] == sign;                                                                              \
        }                                                                                                          \
    }

INLINED unsigned
count_block(int kind, const void *data, Py_ssize_t at, const Py_UCS4 *sought, int signs)
{
    unsigned found = 0;
    if (kind == PyUnicode_1BYTE_KIND) {
        COUNT_AS(Py_UCS1)
    }
    else if (kind == PyUnicode_2BYTE_KIND) {
        COUNT_AS(Py_UCS2)
    }
    else {
        COUNT_AS(Py_UCS4)
    }
    return found;
}

static PyObject *
place_of(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *given;
    Py_ssize_t at, end, count;
    if (!PyArg_ParseTuple(args, "UnnUn", &text, &at, &end, &given, &count)) {
        return NULL;
    }
    if (at < 0 || end > PyUnicode_GET_LENGTH(text) || count < 1 || PyUnicode_GET_LENGTH(given) > MOST_SIGNS) {
        return PyErr_Format(PyExc_ValueError, "a place is outside of the text, or there are too many signs");
    }
    Py_UCS4 sought[MOST_SIGNS];
    int signs = 0, kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(given); i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(given, i);
        if (width_of(c) <= kind) {
            sought[signs++] = c;
        }
    }
    while (at + BLOCK <= end) {
        Py_ssize_t found = count_block(kind, data, at, sought, signs);
        if (found >= count) {
            break;
        }
        count -= found;
        at += BLOCK;
    }
    for (; at < end; at++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, at);
        for (int i = 0; i < signs; i++) {
            if (c == sought[i] && !--count) {
                return PyLong_FromSsize_t(at);
            }
        }
    }
    return PyLong_FromLong(-1);
}

/* ---- encoded.place_of ---- */

/* Whether a byte is the last one of a sign: a line feed, a comma, or, in UTF-8, one of the two Japanese ones. */
#define IS_SIGN(here) \
    (((here)[0] == '\n') | ((here)[0] == ',') \
     | ((((here)[0] == 0x81) | ((here)[0] == 0x82)) & ((here)[-1] == 0x80) & ((here)[-2] == 0xe3)))

static PyObject *
place_of_bytes(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer given;
    Py_ssize_t start, end, count, result = -1;
    if (!PyArg_ParseTuple(args, "y*nnn", &given, &start, &end, &count)) {
        return NULL;
    }
    if (start < 0 || end > given.len || count < 1) {
        PyBuffer_Release(&given);
        return PyErr_Format(PyExc_ValueError, "a place is outside of the bytes");
    }
    const uint8_t *data = given.buf;
    Py_ssize_t at = start;
    /* The first two bytes have no two before them that count. */
    for (; result < 0 && at < end && at < start + 2; at++) {
        if ((data[at] == '\n' || data[at] == ',') && !--count) {
            result = at;
        }
    }
    for (; result < 0 && at + BLOCK <= end; at += BLOCK) {
        unsigned found = 0;
        for (int j = 0; j < BLOCK; j++) {
            found += IS_SIGN(data + at + j);
        }
        if (found >= count) {
            break;
        }
        count -= found;
    }
    for (; result < 0 && at < end; at++) {
        if (IS_SIGN(data + at) && !--count) {
            result = at;
        }
    }
    PyBuffer_Release(&given);
    return PyLong_FromSsize_t(result);
}

/* ---- encoded.openers ---- */

static const char DIRECTIVE[] = "toponyms:";
#define DIRECTIVE_END ((Py_ssize_t)sizeof(DIRECTIVE) - 2)

static PyObject *
openers(PyObject *Py_UNUSED(module), PyObject *arg)
{
    Py_buffer given;
    if (PyObject_GetBuffer(arg, &given, PyBUF_SIMPLE) < 0) {
        return NULL;
    }
    const char *data = given.buf, *end = data + given.len, *at = data;
    long found = 0;
    while (found < 2 && at < end && (at = memchr(at, '`', (size_t)(end - at)))) {
        found = end - at > 2 && at[1] == '`' && at[2] == '`' ? 2 : 1;
        at++;
    }
    at = data;
    /* Colons are rarer than the letters of the word. */
    while (found < 2 && at < end && (at = memchr(at, ':', (size_t)(end - at)))) {
        if (at - data >= DIRECTIVE_END && !memcmp(at - DIRECTIVE_END, DIRECTIVE, (size_t)DIRECTIVE_END)) {
            found = 2;
        }
        at++;
    }
    PyBuffer_Release(&given);
    return PyLong_FromLong(found);
}

/* ---- protect.is_plain ---- */

static PyObject *
is_plain(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t given)
{
    if (given == 1 ? !are("t", args, given) : !are("too", args, given)) {
        return NULL;
    }
    PyObject *text = args[0];
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), start = 0, end = length;
    if (given > 1) {
        start = PyLong_AsSsize_t(args[1]);
        end = args[2] == Py_None ? length : PyLong_AsSsize_t(args[2]);
        if (PyErr_Occurred()) {
            return NULL;
        }
    }
    if (start < 0 || end > length || start > end) {
        return PyErr_Format(PyExc_IndexError, "a place is outside of the text");
    }
    Py_ssize_t at = PyUnicode_FindChar(text, '`', start, end, 1), word = start;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    /* Colons are rarer than the letters of the word. */
    while (at == -1 && word < end && (word = PyUnicode_FindChar(text, ':', word, end, 1)) >= 0) {
        Py_ssize_t same = 0;
        while (same < DIRECTIVE_END && word - same > start
               && PyUnicode_READ(kind, data, word - 1 - same) == (Py_UCS4)DIRECTIVE[DIRECTIVE_END - 1 - same]) {
            same++;
        }
        at = same == DIRECTIVE_END ? word : -1;
        word++;
    }
    if (at == -2 || word == -2) {
        return NULL;
    }
    return PyBool_FromLong(at == -1);
}

/* ---- lexicon.marked ---- */

static PyObject *
marked(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer places;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "y*n", &places, &size)) {
        return NULL;
    }
    PyObject *result = size < 0 ? PyErr_Format(PyExc_ValueError, "a size is below 0") : PyBytes_FromStringAndSize(NULL, size);
    if (result) {
        uint8_t *bits = (uint8_t *)PyBytes_AS_STRING(result);
        memset(bits, 0, (size_t)size);
        for (Py_ssize_t i = 0; i < places.len / 4; i++) {
            uint32_t place = number32(places.buf, (size_t)i);
            if ((Py_ssize_t)(place >> 3) >= size) {
                Py_CLEAR(result);
                PyErr_SetString(PyExc_IndexError, "a place is outside of the bits");
                break;
            }
            bits[place >> 3] |= (uint8_t)(1 << (place & 7));
        }
    }
    PyBuffer_Release(&places);
    return result;
}

static PyMethodDef methods[] = {
    {"fold", (PyCFunction)(void (*)(void))fold, METH_FASTCALL, "See toponyms.fold.fold."},
    {"neighbour", neighbour, METH_VARARGS, "See toponyms.beside.neighbour."},
    {"respelt", respelt, METH_VARARGS, "See toponyms.respelt.respelt."},
    {"pack_sorted", pack_sorted, METH_VARARGS, "See toponyms.packed.pack_sorted."},
    {"heads", heads, METH_VARARGS, "What forms are looked up by, made of what toponyms.packed.pack made of them, or as it is given."},
    {"spans", (PyCFunction)(void (*)(void))spans, METH_FASTCALL, "See toponyms.matcher.Matcher.spans."},
    {"starting", starting, METH_VARARGS, "See toponyms.matcher.Matcher.starting."},
    {"standing", (PyCFunction)(void (*)(void))standing, METH_FASTCALL, "See toponyms.mentions.standing."},
    {"places_of", places_of, METH_VARARGS, "See toponyms.mentions.places_of."},
    {"sweep", (PyCFunction)(void (*)(void))sweep, METH_FASTCALL, "See toponyms.resolve.sweep."},
    {"marked", marked, METH_VARARGS, "See toponyms.lexicon.marked."},
    {"place_of", place_of, METH_VARARGS, "See toponyms.portions.place_of."},
    {"place_of_bytes", place_of_bytes, METH_VARARGS, "See toponyms.encoded.place_of."},
    {"is_plain", (PyCFunction)(void (*)(void))is_plain, METH_FASTCALL, "See toponyms.protect.plainly."},
    {"openers", openers, METH_O, "See toponyms.encoded.openers."},
    {"records", (PyCFunction)(void (*)(void))records, METH_FASTCALL, "See toponyms.fold.records."},
    {"spliced", spliced, METH_VARARGS, "See toponyms.emit.spliced."},
    {NULL, NULL, 0, NULL},
};

static int
add_constants(PyObject *module)
{
    know_ascii();
    return PyModule_AddIntConstant(module, "HEADS", HEADS_FORMAT);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_constants},
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
