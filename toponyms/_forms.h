/* Many forms at once: their spellings, and all of them sorted. */

/* ---- respelt.respelt ---- */

#define MOST_RESPELT 200
#define WAYS 3
#define MOST_SHAPES 12
#define PLANE 0x10000
#define NOT_PLAIN 1

typedef struct {
    Py_UCS4 text[MOST_RESPELT];
    Py_ssize_t length;
} Shape;

/* Ask for what stands for a character; -1 for an error. */
static int
learn_ways(uint32_t *known, Py_UCS4 c, PyObject *ask)
{
    PyObject *character = PyUnicode_FromOrdinal((int)c), *answer = character ? PyObject_CallOneArg(ask, character) : NULL;
    unsigned int ways[WAYS];
    int is_wrong = !answer || !PyArg_ParseTuple(answer, "III", &ways[0], &ways[1], &ways[2]);
    for (int way = 0; way < WAYS && !is_wrong; way++) {
        if (!ways[way] || ways[way] >= PLANE) {
            PyErr_SetString(PyExc_ValueError, "what stands for a character must be in the first plane");
            is_wrong = 1;
        }
        known[way * PLANE + c] = ways[way];
    }
    Py_XDECREF(character);
    Py_XDECREF(answer);
    return is_wrong ? -1 : 0;
}

/* A shape as it stands, and without its apostrophes. */
static int
add_shape(Shape *shapes, int count, const Py_UCS4 *text, Py_ssize_t length)
{
    for (int is_without = 0; is_without < 2; is_without++) {
        Shape *made = &shapes[count];
        made->length = 0;
        for (Py_ssize_t i = 0; i < length; i++) {
            if (!is_without || text[i] != '\'') {
                made->text[made->length++] = text[i];
            }
        }
        int is_new = !is_without || made->length < length;
        for (int i = 0; i < count && is_new; i++) {
            is_new = shapes[i].length != made->length || memcmp(shapes[i].text, made->text, (size_t)made->length * sizeof(Py_UCS4));
        }
        count += is_new;
    }
    return count;
}

static PyObject *
respelt(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *written, *ask, *result = NULL;
    int is_bare, count = 0;
    Py_buffer table;
    if (!PyArg_ParseTuple(args, "Upw*O", &written, &is_bare, &table, &ask)) {
        return NULL;
    }
    uint32_t *known = table.buf;
    Py_ssize_t length = PyUnicode_GET_LENGTH(written);
    int kind = PyUnicode_KIND(written);
    const void *data = PyUnicode_DATA(written);
    Py_UCS4 given[MOST_RESPELT], text[MOST_RESPELT];
    Shape shapes[MOST_SHAPES];
    if (table.len != WAYS * PLANE * (Py_ssize_t)sizeof(uint32_t)) {
        PyErr_SetString(PyExc_ValueError, "the table must be of three times 65,536 numbers");
        goto done;
    }
    int is_plain = length <= MOST_RESPELT;
    for (Py_ssize_t i = 0; i < length && is_plain; i++) {
        given[i] = PyUnicode_READ(kind, data, i);
        if (given[i] < PLANE && !known[given[i]] && learn_ways(known, given[i], ask)) {
            goto done;
        }
        is_plain = given[i] < PLANE && known[given[i]] != NOT_PLAIN && !(i && given[i] == ' ' && given[i - 1] == ' ');
        Py_UCS4 capital = is_plain ? known[2 * PLANE + given[i]] : 0;
        if (is_plain && !known[capital] && learn_ways(known, capital, ask)) {
            goto done;
        }
        is_plain = is_plain && known[capital] != NOT_PLAIN;
    }
    if (!is_plain) {
        result = Py_NewRef(Py_None);
        goto done;
    }
    /* As written, with a capital, in capitals; with diacritics and without. */
    for (int way = 0; way <= is_bare; way++) {
        for (int shape = 0; shape < 3; shape++) {
            for (Py_ssize_t i = 0; i < length; i++) {
                Py_UCS4 c = shape == 2 || (shape == 1 && !i) ? known[2 * PLANE + given[i]] : given[i];
                text[i] = known[way * PLANE + c];
            }
            count = add_shape(shapes, count, text, length);
        }
    }
    result = PyTuple_New(count);
    for (int i = 0; i < count && result; i++) {
        PyObject *made = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, shapes[i].text, shapes[i].length);
        if (!made) {
            Py_CLEAR(result);
            break;
        }
        PyTuple_SET_ITEM(result, i, made);
    }
done:
    PyBuffer_Release(&table);
    return result;
}

/* ---- packed.pack_sorted ---- */

/* A line and its first eight bytes as a number, by which most lines are told apart without a look at them. */
typedef struct {
    uint64_t prefix;
    const uint8_t *line;
    uint32_t place;
} Line;

static uint64_t
prefix_of(const uint8_t *line)
{
    uint64_t prefix = 0;
    int i = 0;
    for (; i < 8 && *line != '\n'; i++) {
        prefix = prefix << 8 | *line++;
    }
    return i ? prefix << 8 * (8 - i) : 0;
}

/* Behind a line, and behind its end. */
static inline const uint8_t *
after_line(const uint8_t *line)
{
    while (*line++ != '\n') {
    }
    return line;
}

static int
is_same(const uint8_t *line, const uint8_t *other)
{
    for (; *line == *other; line++, other++) {
        if (*line == '\n') {
            return 1;
        }
    }
    return 0;
}

/* Sorted, and equal lines as they were given. */
static int
by_line(const void *first, const void *second)
{
    const Line *one = first, *other = second;
    if (one->prefix != other->prefix) {
        return one->prefix < other->prefix ? -1 : 1;
    }
    const uint8_t *line = one->line, *beside = other->line;
    for (; *line == *beside; line++, beside++) {
        if (*line == '\n') {
            return one->place < other->place ? -1 : 1;
        }
    }
    return *line == '\n' || (*beside != '\n' && *line < *beside) ? -1 : 1;
}

static PyObject *
pack_sorted(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer given;
    if (!PyArg_ParseTuple(args, "y*", &given)) {
        return NULL;
    }
    PyObject *packed = NULL, *order = NULL, *firsts = NULL, *result = NULL;
    const uint8_t *text = given.buf, *end = text + given.len;
    Line *lines = NULL;
    size_t count = 0, distinct = 0, size = 0;
    for (const uint8_t *at = text; at < end; at++) {
        count += *at == '\n';
    }
    if (count >= NO_FORM || given.len >= NO_FORM || (given.len && end[-1] != '\n')) {
        PyErr_SetString(PyExc_ValueError, "these are no lines, or too many");
        goto done;
    }
    lines = PyMem_Malloc((count + 1) * sizeof(Line));
    order = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(4 * count));
    if (!lines || !order) {
        PyErr_NoMemory();
        goto done;
    }
    const uint8_t *start = text;
    for (uint32_t i = 0; i < count; i++) {
        lines[i] = (Line){prefix_of(start), start, i};
        start = after_line(start);
    }
    qsort(lines, count, sizeof(Line), by_line);
    for (size_t i = 0; i < count; i++) {
        memcpy(PyBytes_AS_STRING(order) + 4 * i, &lines[i].place, 4);
        if (!i || !is_same(lines[i - 1].line, lines[i].line)) {
            distinct++;
            size += (size_t)(after_line(lines[i].line) - lines[i].line);
        }
    }
    packed = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(4 * (distinct + 3) + size));
    firsts = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)(4 * (distinct + 1)));
    if (!packed || !firsts) {
        goto done;
    }
    char *numbers = PyBytes_AS_STRING(packed), *first = PyBytes_AS_STRING(firsts), *out = numbers + 4 * (distinct + 3);
    uint32_t at = 0, made = 0, longest = 0, total = (uint32_t)distinct, rows = (uint32_t)count;
    for (uint32_t i = 0; i < count; i++) {
        if (i && is_same(lines[i - 1].line, lines[i].line)) {
            continue;
        }
        uint32_t length = characters_of(lines[i].line);
        uint32_t bytes = (uint32_t)(after_line(lines[i].line) - lines[i].line);
        longest = length > longest ? length : longest;
        memcpy(numbers + 4 * (size_t)(made + 2), &at, 4);
        memcpy(first + 4 * (size_t)made, &i, 4);
        memcpy(out + at, lines[i].line, bytes);
        at += bytes;
        made++;
    }
    memcpy(numbers, &total, 4);
    memcpy(numbers + 4, &longest, 4);
    memcpy(numbers + 4 * (size_t)(made + 2), &at, 4);
    memcpy(first + 4 * (size_t)made, &rows, 4);
    result = PyTuple_Pack(3, packed, order, firsts);
done:
    PyMem_Free(lines);
    Py_XDECREF(packed);
    Py_XDECREF(order);
    Py_XDECREF(firsts);
    PyBuffer_Release(&given);
    return result;
}
