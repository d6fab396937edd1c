/* What stands between and in place of finds, as one string. Included by _speed.c alone. */

/* ---- emit.spliced ---- */

typedef struct {
    PyObject *put;
    Py_ssize_t start, end, slashes;
} Splice;

/* What is put in place of a find, new; it is asked for where the last find of the same surface had other senses. */
static PyObject *
put_for(PyObject *find, PyObject *known, PyObject *written)
{
    PyObject *surface = PyTuple_GET_ITEM(find, 2), *senses = PyTuple_GET_ITEM(find, 3);
    PyObject *kept = PyDict_GetItemWithError(known, surface);
    if (kept && PyTuple_GET_ITEM(kept, 0) == senses) {
        return Py_NewRef(PyTuple_GET_ITEM(kept, 1));
    }
    PyObject *put = PyErr_Occurred() ? NULL : PyObject_CallFunctionObjArgs(written, find, NULL);
    if (put && !PyUnicode_Check(put)) {
        PyErr_SetString(PyExc_TypeError, "what is put in place of a find is no string");
        Py_CLEAR(put);
    }
    PyObject *pair = put ? PyTuple_Pack(2, senses, put) : NULL;
    if (!pair || PyDict_SetItem(known, surface, pair) < 0) {
        Py_CLEAR(put);
    }
    Py_XDECREF(pair);
    return put;
}

/* The splices of a text, into `splices`; how many, -1 with an error set. */
static Py_ssize_t
make_splices(PyObject *text, PyObject *finds, PyObject *known, PyObject *written, Splice *splices, Py_ssize_t room)
{
    Py_ssize_t at = 0, made = 0;
    for (Py_ssize_t i = 0; i < room && i < PyList_GET_SIZE(finds); i++) {
        PyObject *find = PyList_GET_ITEM(finds, i);
        if (!PyTuple_Check(find) || PyTuple_GET_SIZE(find) != 4) {
            PyErr_SetString(PyExc_TypeError, "a find is no tuple of four");
            return -1 - made;
        }
        PyObject *put = put_for(find, known, written);
        if (!put) {
            return -1 - made;
        }
        Splice *splice = splices + made;
        splice->put = put;
        splice->start = PyLong_AsSsize_t(PyTuple_GET_ITEM(find, 0));
        splice->end = PyLong_AsSsize_t(PyTuple_GET_ITEM(find, 1));
        splice->slashes = 0;
        if (!PyUnicode_GET_LENGTH(put)) {
            Py_DECREF(put);
            continue;
        }
        made++;
        if (splice->start < at || splice->end < splice->start || splice->end > PyUnicode_GET_LENGTH(text)) {
            if (!PyErr_Occurred()) {
                PyErr_SetString(PyExc_ValueError, "finds overlap, or one is outside of the text");
            }
            return -1 - made;
        }
        for (Py_ssize_t before = splice->start; before > at && PyUnicode_READ_CHAR(text, before - 1) == '\\'; before--) {
            splice->slashes++;
        }
        at = splice->end;
    }
    return made;
}

static PyObject *
joined(PyObject *text, const Splice *splices, Py_ssize_t count)
{
    /* What is put holds what stood there, so that the widest character of the result is one of these. */
    Py_UCS4 widest = PyUnicode_MAX_CHAR_VALUE(text);
    Py_ssize_t length = PyUnicode_GET_LENGTH(text), at = 0, to = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_UCS4 wide = PyUnicode_MAX_CHAR_VALUE(splices[i].put);
        widest = wide > widest ? wide : widest;
        length += PyUnicode_GET_LENGTH(splices[i].put) + splices[i].slashes - (splices[i].end - splices[i].start);
    }
    PyObject *result = PyUnicode_New(length, widest);
    for (Py_ssize_t i = 0; result && i < count; i++) {
        const Splice *splice = splices + i;
        Py_ssize_t gap = splice->start - at, size = PyUnicode_GET_LENGTH(splice->put);
        if (PyUnicode_CopyCharacters(result, to, text, at, gap) < 0
            || PyUnicode_Fill(result, to + gap, splice->slashes, '\\') < 0
            || PyUnicode_CopyCharacters(result, to + gap + splice->slashes, splice->put, 0, size) < 0) {
            Py_CLEAR(result);
        }
        to += gap + splice->slashes + size;
        at = splice->end;
    }
    if (result && PyUnicode_CopyCharacters(result, to, text, at, PyUnicode_GET_LENGTH(text) - at) < 0) {
        Py_CLEAR(result);
    }
    return result;
}

static PyObject *
spliced(PyObject *Py_UNUSED(module), PyObject *args)
{
    PyObject *text, *finds, *written, *known, *result = NULL;
    if (!PyArg_ParseTuple(args, "UO!O", &text, &PyList_Type, &finds, &written)) {
        return NULL;
    }
    Py_ssize_t room = PyList_GET_SIZE(finds);
    Splice *splices = PyMem_New(Splice, room ? room : 1);
    if (!splices) {
        return PyErr_NoMemory();
    }
    Py_ssize_t made = -1;
    if ((known = PyDict_New())) {
        made = make_splices(text, finds, known, written, splices, room);
        result = made < 0 ? NULL : joined(text, splices, made);
        Py_DECREF(known);
    }
    for (Py_ssize_t i = 0; i < (made < 0 ? -1 - made : made); i++) {
        Py_DECREF(splices[i].put);
    }
    PyMem_Free(splices);
    return result;
}
