/* Which forms begin where: forms sorted by code point are looked up by their first three characters.

   Of all forms that a text begins with, the longest is the form that would stand right before the text in the sorted list, or
   a beginning of that form. So one search by halves among the forms with the same three first characters finds it, and from
   there each form leads to the longest other one that it begins with. Bitmaps spare the search nearly everywhere.

   A form that stands as a word of its own begins with the letters that the text has there up to the first character that is
   none. So where words have edges, a bitmap of these first words spares more, and where many forms have the same three
   first letters, the search is among those with the same first word. */

#define SEEN_BITS 0x10000
#define SEEN_BYTES (SEEN_BITS / 8)
#define HEAD_BITS 0x80000
#define HEAD_BYTES (HEAD_BITS / 8)
/* Bitmaps grow with the forms; up to FEW_BITS those of the first characters spare nearly all, and there is none of words. */
#define FEW_BITS 19
#define MOST_BITS 28
#define GROWN_BYTES(bits) ((size_t)1 << ((bits) - 3))
#define BITMAP_BYTES(bits) (3 * SEEN_BYTES + HEAD_BYTES + GROWN_BYTES(bits) + ((bits) > FEW_BITS ? GROWN_BYTES(bits) : 0))
/* More forms than this with the same three first characters are looked up by their first words. */
#define MANY 64
#define MANY_FORMS 100000
#define WORD_KEY ((uint64_t)1 << 63)
#define NO_FORM UINT32_MAX
/* To be counted up with each change of what `heads` makes. */
#define HEADS_FORMAT 3

/* As `heads` lays them out, in the order of bytes of the machine: numbers, bitmaps, slots, then for each form the longest form
   that it begins with and its length. The bitmaps are of the first characters of forms, of forms of one character and of two,
   of the first three characters of the others, of those of three and of four characters and the first five of longer ones, and
   of first words. */
#if defined(__GNUC__) || defined(__clang__)
#define FETCH(from) __builtin_prefetch(from)
#else
#define FETCH(from) ((void)(from))
#endif

typedef struct {
    uint32_t format, count, mask, bits;
} HeadsSize;

typedef struct {
    uint64_t key;
    uint32_t low, high;
} Slot;

typedef struct {
    const uint8_t *firsts, *singles, *pairs, *triples, *fives, *words, *slots, *parents, *lengths, *offsets, *lines;
    uint32_t count, mask, bits;
} Heads;

/* Wherever a buffer begins, nothing is read across its alignment. */
static inline uint32_t
number32(const uint8_t *from, size_t index)
{
    uint32_t value;
    memcpy(&value, from + index * sizeof(value), sizeof(value));
    return value;
}

static inline uint32_t
low_bits(Py_UCS4 c)
{
    return c & (SEEN_BITS - 1);
}

static inline uint32_t
pair_bits(Py_UCS4 first, Py_UCS4 second)
{
    return (first * 0x9E3779B1u ^ second * 0x85EBCA77u) >> 16;
}

#define HEAD_BITS_OF(mixed) ((mixed) >> 13)
#define FIVE_BITS_OF(mixed, bits) ((mixed) >> (32 - (bits)))

static inline uint32_t
mixed_of(Py_UCS4 first, Py_UCS4 second, Py_UCS4 third)
{
    return first * 0x9E3779B1u ^ second * 0x85EBCA77u ^ third * 0xC2B2AE3Du;
}

static inline uint32_t
mixed_with(uint32_t mixed, Py_UCS4 fourth, Py_UCS4 fifth)
{
    return mixed ^ (fourth * 0x27D4EB2Fu + 0x9E3779B1u) ^ fifth * 0x165667B1u;
}

/* Whether a character is one of those of first words: letters and digits that hold on to their neighbours in every version of
   Unicode, see toponyms.edges.joins. */
static inline int
is_of_word(Py_UCS4 c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c >= 0xc0 && c <= 0x52f && c != 0xd7 && c != 0xf7 && (c <= 0x24f || c >= 0x400) && (c <= 0x481 || c >= 0x48a));
}

static inline uint64_t
word_with(uint64_t word, Py_UCS4 c)
{
    return ((word << 5 | word >> 59) ^ c) * 0x9E3779B97F4A7C15u;
}

static inline uint64_t
word_key(uint64_t word)
{
    return word | WORD_KEY;
}

/* Where the bits of a word are, as many as the cache fetches at a time: of the word, and of what stands behind it in a form,
   that is nothing, one character or two. */
#define LINE_BITS 9

static inline uint32_t
word_line(uint64_t key, uint32_t bits)
{
    return (uint32_t)(key << 1 >> (64 - (bits - LINE_BITS))) << LINE_BITS;
}

static inline uint32_t
word_bit(uint64_t key)
{
    return (uint32_t)key & ((1 << LINE_BITS) - 1);
}

static inline uint32_t
behind_bit(uint64_t key, Py_UCS4 first, Py_UCS4 second)
{
    return ((uint32_t)(key >> 16) ^ (first * 0x85EBCA77u + 1) ^ second * 0xC2B2AE3Du) * 0x9E3779B1u >> (32 - LINE_BITS);
}

static inline int
has_bit(const uint8_t *bits, uint32_t at)
{
    return bits[at >> 3] >> (at & 7) & 1;
}

static inline uint64_t
key_of(Py_UCS4 first, Py_UCS4 second, Py_UCS4 third)
{
    return (uint64_t)first | (uint64_t)second << 21 | (uint64_t)third << 42;
}

static inline uint32_t
slot_of(uint64_t key, uint32_t mask)
{
    return (uint32_t)(key * 0x9E3779B97F4A7C15u >> 32) & mask;
}

/* The next character of a form; its bytes are UTF-8 that `pack` made. */
static inline Py_UCS4
next_character(const uint8_t **at)
{
    const uint8_t *from = *at;
    if (from[0] < 0x80) {
        *at += 1;
        return from[0];
    }
    if (from[0] < 0xe0) {
        *at += 2;
        return (Py_UCS4)(from[0] & 0x1f) << 6 | (from[1] & 0x3f);
    }
    if (from[0] < 0xf0) {
        *at += 3;
        return (Py_UCS4)(from[0] & 0x0f) << 12 | (Py_UCS4)(from[1] & 0x3f) << 6 | (from[2] & 0x3f);
    }
    *at += 4;
    return (Py_UCS4)(from[0] & 0x07) << 18 | (Py_UCS4)(from[1] & 0x3f) << 12 | (Py_UCS4)(from[2] & 0x3f) << 6 | (from[3] & 0x3f);
}

static inline uint32_t
bytes_of(Py_UCS4 c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static inline const uint8_t *
form_at(const Heads *heads, uint32_t form)
{
    return heads->lines + number32(heads->offsets, form);
}

static inline uint32_t
parent_of(const Heads *heads, uint32_t form)
{
    return number32(heads->parents, form);
}

static inline Py_ssize_t
length_of(const Heads *heads, uint32_t form)
{
    return (Py_ssize_t)number32(heads->lengths, form);
}

/* Point into what `pack` made of the forms; 0, or -1 with an exception set where it cannot have made it. */
static int
open_forms(Heads *heads, const Py_buffer *forms)
{
    const uint8_t *data = forms->buf;
    size_t size = (size_t)forms->len;
    if (size < 12) {
        goto wrong;
    }
    heads->count = number32(data, 0);
    size_t lines = 8 + 4 * ((size_t)heads->count + 1);
    if (heads->count == NO_FORM || size < lines || number32(data + 8, heads->count) != size - lines) {
        goto wrong;
    }
    heads->offsets = data + 8;
    heads->lines = data + lines;
    return 0;
wrong:
    PyErr_SetString(PyExc_ValueError, "these are no packed forms");
    return -1;
}

static int
open_heads(Heads *heads, const Py_buffer *forms, const Py_buffer *made)
{
    HeadsSize size;
    if (open_forms(heads, forms)) {
        return -1;
    }
    if ((size_t)made->len >= sizeof(size)) {
        memcpy(&size, made->buf, sizeof(size));
        size_t slots = ((size_t)size.mask + 1) * sizeof(Slot), is_known = size.format == HEADS_FORMAT && size.bits >= FEW_BITS && size.bits <= MOST_BITS;
        size_t expected = is_known ? sizeof(size) + BITMAP_BYTES(size.bits) + slots + 8 * (size_t)size.count : 0;
        if (is_known && size.count == heads->count && (size_t)made->len == expected) {
            heads->mask = size.mask;
            heads->bits = size.bits;
            heads->firsts = (const uint8_t *)made->buf + sizeof(size);
            heads->singles = heads->firsts + SEEN_BYTES;
            heads->pairs = heads->singles + SEEN_BYTES;
            heads->triples = heads->pairs + SEEN_BYTES;
            heads->fives = heads->triples + HEAD_BYTES;
            heads->words = heads->fives + GROWN_BYTES(size.bits);
            heads->slots = heads->words + (size.bits > FEW_BITS ? GROWN_BYTES(size.bits) : 0);
            heads->parents = heads->slots + slots;
            heads->lengths = heads->parents + 4 * (size_t)size.count;
            return 0;
        }
    }
    PyErr_SetString(PyExc_ValueError, "these are no heads of these forms");
    return -1;
}

static inline Slot
probe(const Heads *heads, uint64_t key)
{
    Slot slot;
    for (uint32_t at = slot_of(key, heads->mask);; at = (at + 1) & heads->mask) {
        memcpy(&slot, heads->slots + at * sizeof(Slot), sizeof(Slot));
        if (slot.key == key || slot.low == NO_FORM) {
            return slot;
        }
    }
}

/* How many characters of the rest of a form stand at a place of the text, and in `is_behind` whether the form stands behind the
   text in the sorted list. */
INLINED Py_ssize_t
shared_with(int kind, const void *data, Py_ssize_t at, Py_ssize_t length, const uint8_t *form, int *is_behind)
{
    for (Py_ssize_t here = at;; here++) {
        if (*form == '\n') {
            *is_behind = 0;
            return here - at;
        }
        if (here == length) {
            *is_behind = 1;
            return here - at;
        }
        Py_UCS4 given = PyUnicode_READ(kind, data, here), wanted = next_character(&form);
        if (given != wanted) {
            *is_behind = wanted > given;
            return here - at;
        }
    }
}

/* Whether a form of three characters or more may stand at a place. */
INLINED int
may_begin(int kind, const void *data, Py_ssize_t at, Py_ssize_t length, const Heads *heads)
{
    if (at + 2 >= length) {
        return 0;
    }
    uint32_t mixed = mixed_of(PyUnicode_READ(kind, data, at), PyUnicode_READ(kind, data, at + 1), PyUnicode_READ(kind, data, at + 2));
    if (!has_bit(heads->triples, HEAD_BITS_OF(mixed))) {
        return 0;
    }
    Py_UCS4 fourth = at + 3 < length ? PyUnicode_READ(kind, data, at + 3) : 0, fifth = at + 4 < length ? PyUnicode_READ(kind, data, at + 4) : 0;
    return has_bit(heads->fives, FIVE_BITS_OF(mixed, heads->bits)) | has_bit(heads->fives, FIVE_BITS_OF(mixed_with(mixed, fourth, 0), heads->bits))
        | has_bit(heads->fives, FIVE_BITS_OF(mixed_with(mixed, fourth, fifth), heads->bits));
}

/* The key of the word at a place and where it ends; 0 where there is none that `is_of_word`, NOT_FIRST where surely no form begins
   with it. What the next step needs is fetched meanwhile. */
#define NOT_FIRST 1

INLINED uint64_t
word_at(int kind, const void *data, Py_ssize_t at, Py_ssize_t length, const Heads *heads, Py_ssize_t *end)
{
    Py_UCS4 first = PyUnicode_READ(kind, data, at), second = at + 1 < length ? PyUnicode_READ(kind, data, at + 1) : 0;
    if (!is_of_word(first)) {
        return 0;
    }
    if (!has_bit(heads->pairs, pair_bits(first, second)) && !has_bit(heads->singles, low_bits(first))
        && (at + 2 >= length || !has_bit(heads->triples, HEAD_BITS_OF(mixed_of(first, second, PyUnicode_READ(kind, data, at + 2)))))) {
        return NOT_FIRST;
    }
    uint64_t word = 0;
    for (; at < length && is_of_word(PyUnicode_READ(kind, data, at)); at++) {
        word = word_with(word, PyUnicode_READ(kind, data, at));
    }
    *end = at;
    FETCH(heads->words + (word_line(word_key(word), heads->bits) >> 3));
    return word_key(word);
}

/* Whether a form may begin with the word of this key, and go on as the text does where the word ends. */
INLINED int
goes_on(int kind, const void *data, Py_ssize_t end, Py_ssize_t length, const Heads *heads, uint64_t key)
{
    const uint8_t *line = heads->words + (word_line(key, heads->bits) >> 3);
    if (!has_bit(line, word_bit(key))) {
        return 0;
    }
    Py_UCS4 first = end < length ? PyUnicode_READ(kind, data, end) : 0, second = end + 1 < length ? PyUnicode_READ(kind, data, end + 1) : 0;
    return has_bit(line, behind_bit(key, 0, 0)) | has_bit(line, behind_bit(key, first, 0)) | has_bit(line, behind_bit(key, first, second));
}

/* The longest form that the text begins with at a place, as a word or not; NO_FORM where there is none. With the key of the word
   that stands there, only forms that begin with it count. */
INLINED uint32_t
longest_at(int kind, const void *data, Py_ssize_t at, Py_ssize_t length, const Heads *heads, uint64_t word)
{
    Py_UCS4 first = PyUnicode_READ(kind, data, at);
    if (!has_bit(heads->firsts, low_bits(first))) {
        return NO_FORM;
    }
    Py_UCS4 second = at + 1 < length ? PyUnicode_READ(kind, data, at + 1) : 0;
    if (word ? at + 2 < length : may_begin(kind, data, at, length, heads)) {
        Py_UCS4 third = PyUnicode_READ(kind, data, at + 2);
        Slot slot = probe(heads, key_of(first, second, third));
        if (word && slot.low != NO_FORM && slot.high - slot.low > MANY && is_of_word(second) && is_of_word(third)) {
            slot = probe(heads, word);
        }
        if (slot.low != NO_FORM) {
            uint32_t low = slot.low, high = slot.high, head = bytes_of(first) + bytes_of(second) + bytes_of(third);
            Py_ssize_t shared = 0;
            while (low < high) {
                uint32_t middle = low + (high - low) / 2;
                int is_behind;
                Py_ssize_t same = 3 + shared_with(kind, data, at + 3, length, form_at(heads, middle) + head, &is_behind);
                if (is_behind) {
                    high = middle;
                }
                else {
                    low = middle + 1;
                    shared = same;
                }
            }
            if (low > slot.low) {
                uint32_t form = low - 1;
                while (form != NO_FORM && length_of(heads, form) > shared) {
                    form = parent_of(heads, form);
                }
                return form;
            }
        }
    }
    if (second && has_bit(heads->pairs, pair_bits(first, second))) {
        Slot slot = probe(heads, key_of(first, second, 0));
        if (slot.low != NO_FORM) {
            return slot.low;
        }
    }
    if (has_bit(heads->singles, low_bits(first))) {
        return probe(heads, key_of(first, 0, 0)).low;
    }
    return NO_FORM;
}

/* ---- making them ---- */

static inline void
set_bit(uint8_t *bits, uint32_t at)
{
    bits[at >> 3] |= (uint8_t)(1 << (at & 7));
}

/* Whether a form stands before another one in the sorted list; the bytes of UTF-8 are in the order of the characters. */
static int
stands_before(const uint8_t *form, const uint8_t *other)
{
    while (*form != '\n' && *form == *other) {
        form++;
        other++;
    }
    return *other != '\n' && (*form == '\n' || *form < *other);
}

static int
begins_with(const uint8_t *form, const uint8_t *other)
{
    while (*other != '\n' && *form == *other) {
        form++;
        other++;
    }
    return *other == '\n';
}

/* The key of the word that a form begins with, or 0, and what is behind it. */
static uint64_t
first_word(const uint8_t *form, const uint8_t **behind)
{
    uint64_t word = 0;
    const uint8_t *next = form;
    *behind = form;
    for (Py_UCS4 c; *next != '\n' && is_of_word(c = next_character(&next)); *behind = next) {
        word = word_with(word, c);
    }
    return *behind == form ? 0 : word_key(word);
}

static void
read_head(const uint8_t *form, Py_UCS4 *head, int most)
{
    for (int i = 0; i < most; i++) {
        head[i] = *form == '\n' ? 0 : next_character(&form);
    }
}

static uint32_t
characters_of(const uint8_t *form)
{
    uint32_t count = 0;
    for (; *form != '\n'; form++) {
        count += (*form & 0xc0) != 0x80;
    }
    return count;
}

static void
put_slot(uint8_t *slots, uint32_t mask, Slot slot)
{
    uint32_t at = slot_of(slot.key, mask);
    Slot other;
    for (;; at = (at + 1) & mask) {
        memcpy(&other, slots + at * sizeof(Slot), sizeof(Slot));
        if (other.low == NO_FORM) {
            memcpy(slots + at * sizeof(Slot), &slot, sizeof(Slot));
            return;
        }
        if (other.key == slot.key) {
            /* Between forms with the same first word stand others: San, San Juan, Santa, San—Juan. */
            other.high = slot.high;
            memcpy(slots + at * sizeof(Slot), &other, sizeof(Slot));
            return;
        }
    }
}

/* Slots for forms with the same three first characters, and for their first words where they are many. */
static void
put_range(uint8_t *slots, uint32_t mask, Slot range, const Heads *from)
{
    put_slot(slots, mask, range);
    Py_UCS4 head[3];
    read_head(form_at(from, range.low), head, 3);
    if (range.high - range.low <= MANY || !is_of_word(head[1]) || !is_of_word(head[2])) {
        return;
    }
    for (uint32_t low = range.low, i = low; i < range.high; i++) {
        const uint8_t *after;
        uint64_t word = first_word(form_at(from, i), &after);
        if (i + 1 == range.high || first_word(form_at(from, i + 1), &after) != word) {
            if (word) {
                put_slot(slots, mask, (Slot){word, low, i + 1});
            }
            low = i + 1;
        }
    }
}

static PyObject *
heads(PyObject *Py_UNUSED(module), PyObject *args)
{
    Py_buffer forms, given;
    PyObject *old = Py_None, *result = NULL;
    if (!PyArg_ParseTuple(args, "y*|O", &forms, &old)) {
        return NULL;
    }
    Heads from;
    if (old != Py_None && !PyObject_GetBuffer(old, &given, PyBUF_SIMPLE)) {
        int is_wrong = open_heads(&from, &forms, &given);
        PyBuffer_Release(&given);
        if (!is_wrong) {
            PyBuffer_Release(&forms);
            return Py_NewRef(old);
        }
    }
    /* What another version of the package made is made again. */
    PyErr_Clear();
    if (open_forms(&from, &forms)) {
        goto done;
    }
    uint32_t count = from.count, distinct = 0, alike = 0, words_alike = 0, bits = FEW_BITS;
    uint64_t last_word = 0;
    for (uint32_t i = 0; i < count; i++) {
        /* Forms with the same head stand together, so each that differs from the one before opens a slot. */
        Py_UCS4 head[3], last[3] = {0, 0, 0};
        uint32_t start = number32(from.offsets, i), end = number32(from.offsets, i + 1);
        if (start >= end || end - start < 2 || from.lines[end - 1] != '\n') {
            PyErr_SetString(PyExc_ValueError, "a form is empty");
            goto done;
        }
        read_head(from.lines + start, head, 3);
        if (i) {
            read_head(form_at(&from, i - 1), last, 3);
            if (!stands_before(form_at(&from, i - 1), from.lines + start)) {
                PyErr_SetString(PyExc_ValueError, "forms are not sorted");
                goto done;
            }
        }
        if (!i || key_of(head[0], head[1], head[2]) != key_of(last[0], last[1], last[2])) {
            distinct++;
            alike = words_alike = 0;
        }
        const uint8_t *after;
        uint64_t word = first_word(from.lines + start, &after);
        words_alike += !alike || word != last_word;
        distinct += ++alike == MANY + 1 ? words_alike : alike > MANY && word != last_word;
        last_word = word;
    }
    if (count > MANY_FORMS) {
        while (bits < MOST_BITS && (uint32_t)1 << bits < 8 * (uint64_t)count) {
            bits++;
        }
    }
    uint32_t slots_count = 2;
    while (slots_count < 2 * (uint64_t)distinct + 2) {
        slots_count *= 2;
    }
    HeadsSize size = {HEADS_FORMAT, count, slots_count - 1, bits};
    size_t slots_size = slots_count * sizeof(Slot), bitmaps = BITMAP_BYTES(bits), total = sizeof(size) + bitmaps + slots_size + 8 * (size_t)count;
    result = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)total);
    if (!result) {
        goto done;
    }
    uint8_t *out = (uint8_t *)PyBytes_AS_STRING(result), *firsts = out + sizeof(size), *singles = firsts + SEEN_BYTES;
    uint8_t *pairs = singles + SEEN_BYTES, *triples = pairs + SEEN_BYTES, *fives = triples + HEAD_BYTES, *words = fives + GROWN_BYTES(bits), *slots = words + (bits > FEW_BITS ? GROWN_BYTES(bits) : 0), *parents = slots + slots_size, *lengths = parents + 4 * (size_t)count;
    memcpy(out, &size, sizeof(size));
    memset(firsts, 0, bitmaps);
    memset(slots, 0xff, slots_size);
    Slot open = {0, NO_FORM, 0};
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *form = form_at(&from, i);
        Py_UCS4 head[5];
        read_head(form, head, 5);
        set_bit(firsts, low_bits(head[0]));
        if (head[2]) {
            uint32_t mixed = mixed_of(head[0], head[1], head[2]);
            set_bit(triples, HEAD_BITS_OF(mixed));
            set_bit(fives, FIVE_BITS_OF(head[3] ? mixed_with(mixed, head[3], head[4]) : mixed, bits));
        }
        else if (head[1]) {
            set_bit(pairs, pair_bits(head[0], head[1]));
        }
        else {
            set_bit(singles, low_bits(head[0]));
        }
        const uint8_t *after;
        uint64_t word = first_word(form, &after);
        if (word && bits > FEW_BITS) {
            uint8_t *line = words + (word_line(word, bits) >> 3);
            Py_UCS4 behind[2];
            read_head(after, behind, 2);
            set_bit(line, word_bit(word));
            set_bit(line, behind_bit(word, behind[0], behind[1]));
        }
        Slot slot = {key_of(head[0], head[1], head[2]), i, i + 1};
        if (open.low != NO_FORM && open.key == slot.key) {
            open.high = i + 1;
        }
        else {
            if (open.low != NO_FORM) {
                put_range(slots, size.mask, open, &from);
            }
            open = slot;
        }
        uint32_t parent = i ? i - 1 : NO_FORM;
        while (parent != NO_FORM && !begins_with(form, form_at(&from, parent))) {
            parent = number32(parents, parent);
        }
        uint32_t length = characters_of(form);
        memcpy(parents + 4 * (size_t)i, &parent, sizeof(parent));
        memcpy(lengths + 4 * (size_t)i, &length, sizeof(length));
    }
    if (open.low != NO_FORM) {
        put_range(slots, size.mask, open, &from);
    }
done:
    PyBuffer_Release(&forms);
    return result;
}
