#include "act/wish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"
#include "base/banned.h"

#define ELB "kubernetes.io/elb."

static void fill(char *out, size_t out_bytes, struct span text)
{
    size_t bytes = text.bytes < out_bytes ? text.bytes : out_bytes - 1;

    if (bytes > 0)
        memcpy(out, text.at, bytes);
    out[bytes] = '\0';
}

void wish_init(struct wish *wish, enum wish_kind kind, const char *namespace,
               const char *name)
{
    *wish = (struct wish){.kind = kind, .bandwidth_mbit = 5};
    fill(wish->namespace, sizeof wish->namespace, span_of(namespace));
    fill(wish->name, sizeof wish->name, span_of(name));
    fill(wish->class, sizeof wish->class, span_of("union"));
    fill(wish->charge_mode, sizeof wish->charge_mode, span_of("traffic"));
    fill(wish->eip_type, sizeof wish->eip_type, span_of("5_bgp"));
    snprintf(wish->elb_name, sizeof wish->elb_name, "k8s-%.55s", wish->name);
    wish_name_bandwidth(wish);
}

void wish_name_bandwidth(struct wish *wish)
{
    snprintf(wish->bandwidth_name, sizeof wish->bandwidth_name, "%.60s-bw",
             wish->elb_name);
}

/* ---- parts from text ------------------------------------------------------------- */

static enum err_code bad(struct err *err, const char *text, const char *expected)
{
    return err_set(err, ERR_SHAPE, "%.100s: expected %s", text, expected);
}

static bool is_port_name(struct span text)
{
    size_t letters = 0;

    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.at[i];
        if ((c >= 'a' && c <= 'z'))
            letters++;
        else if (!((c >= '0' && c <= '9') || (c == '-' && i > 0 && i + 1 < text.bytes)))
            return false;
    }
    return letters > 0 && text.bytes <= 15;
}

static bool has_port(const struct wish *wish, uint16_t port, struct span protocol)
{
    for (size_t i = 0; i < wish->port_count; i++) {
        if (wish->ports[i].port == port && span_is(protocol, wish->ports[i].protocol))
            return true;
    }
    return false;
}

enum err_code wish_add_port(struct wish *wish, const char *text, struct err *err)
{
    static const char *const form = "PORT[:TARGET][/PROTOCOL], for example 80:http/TCP";
    struct span rest = span_of(text);
    struct span front, port;
    int64_t number, target;

    if (wish->port_count == WISH_PORTS)
        return err_set(err, ERR_LIMIT, "at most %d ports", WISH_PORTS);
    if (!span_cut(&rest, '/', &front))
        return bad(err, text, form);
    struct span protocol = rest.at == NULL ? span_of("TCP") : rest;
    if (!span_is(protocol, "TCP") && !span_is(protocol, "UDP"))
        return bad(err, text, "TCP or UDP behind the slash");
    if (!span_cut(&front, ':', &port) || !span_to_range(port, 1, 65535, &number))
        return bad(err, text, form);
    if (front.at != NULL && !span_to_range(front, 1, 65535, &target) &&
        !is_port_name(front))
        return bad(err, text, "a target that is a port number or a port name");

    if (has_port(wish, (uint16_t)number, protocol))
        return err_set(err, ERR_SHAPE, "%.60s: this port was said before", text);
    struct wish_port *added = &wish->ports[wish->port_count++];
    added->port = (uint16_t)number;
    fill(added->target, sizeof added->target, front);
    fill(added->protocol, sizeof added->protocol, protocol);
    return ERR_OK;
}

static enum err_code add_pair(struct wish_pair *pairs, size_t *count, struct span text,
                              const char *whole, struct err *err)
{
    struct span key;

    if (*count == WISH_PAIRS)
        return err_set(err, ERR_LIMIT, "at most %d pairs", WISH_PAIRS);
    if (!span_cut(&text, '=', &key) || text.at == NULL || key.bytes == 0 ||
        key.bytes >= WISH_TEXT_BYTES || text.bytes >= WISH_TEXT_BYTES)
        return bad(err, whole, "KEY=VALUE");
    fill(pairs[*count].key, WISH_TEXT_BYTES, key);
    fill(pairs[*count].value, WISH_TEXT_BYTES, text);
    ++*count;
    return ERR_OK;
}

enum err_code wish_add_selector(struct wish *wish, const char *text, struct err *err)
{
    struct span rest = span_of(text);
    struct span pair;

    while (span_cut(&rest, ',', &pair)) {
        enum err_code code =
            add_pair(wish->selector, &wish->selector_count, pair, text, err);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

enum err_code wish_add_annotation(struct wish *wish, const char *text, struct err *err)
{
    return add_pair(wish->annotations, &wish->annotation_count, span_of(text), text, err);
}

static bool is_check_key(struct span key)
{
    static const char *const keys[] = {"delay", "timeout", "max_retries", "protocol",
                                       "path"};

    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        if (span_is(key, keys[i]))
            return true;
    }
    return false;
}

/* All values are texts in this JSON: bare numbers are refused by the controller. */
enum err_code wish_add_check(struct wish *wish, const char *text, struct err *err)
{
    json_t *option = json_object();
    struct span rest = span_of(text);
    struct span word, key;
    enum err_code code = ERR_OK;

    while (code == ERR_OK && span_cut(&rest, ' ', &word)) {
        if (span_trim(word).bytes == 0)
            continue;
        if (!span_cut(&word, '=', &key) || word.at == NULL || !is_check_key(key))
            code =
                bad(err, text, "delay=5 timeout=10 max_retries=3 protocol=HTTP path=/");
        else
            json_object_setn_new(option, key.at, key.bytes,
                                 json_stringn(word.at, word.bytes));
    }
    if (code == ERR_OK && json_object_size(option) > 0) {
        char *value = json_dumps(option, JSON_COMPACT);
        char pair[2 * WISH_TEXT_BYTES];
        snprintf(pair, sizeof pair, ELB "health-check-option=%s", value);
        code = wish_add_annotation(wish, pair, err);
        free(value);
    }
    json_decref(option);
    return code;
}

enum err_code wish_add_zone(struct wish *wish, const char *text, struct err *err)
{
    struct span zone = span_of(text);

    if (wish->zone_count == WISH_ZONES)
        return err_set(err, ERR_LIMIT, "at most %d zones", WISH_ZONES);
    if (zone.bytes == 0 || zone.bytes >= sizeof wish->zones[0])
        return bad(err, text, "the name of an availability zone");
    fill(wish->zones[wish->zone_count++], sizeof wish->zones[0], zone);
    return ERR_OK;
}

/* ---- the manifest ------------------------------------------------------------------ */

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text[0] != '\0')
        json_object_set_new(object, key, json_string(text));
}

static char *autocreate_text(const struct wish *wish)
{
    json_t *blob = json_object();

    set_text(blob, "type", wish->internal ? "inner" : "public");
    set_text(blob, "name", wish->elb_name);
    if (!wish->internal) {
        json_object_set_new(blob, "bandwidth_name", json_string(wish->bandwidth_name));
        set_text(blob, "bandwidth_chargemode", wish->charge_mode);
        json_object_set_new(blob, "bandwidth_size", json_integer(wish->bandwidth_mbit));
        set_text(blob, "bandwidth_sharetype", "PER");
        set_text(blob, "eip_type", wish->eip_type);
    }
    if (wish->zone_count > 0) {
        json_t *zones = json_array();
        for (size_t i = 0; i < wish->zone_count; i++)
            json_array_append_new(zones, json_string(wish->zones[i]));
        json_object_set_new(blob, "available_zone", zones);
    }
    set_text(blob, "vip_subnet_cidr_id", wish->subnet);
    set_text(blob, "l4_flavor_name", wish->l4_flavor);
    set_text(blob, "l7_flavor_name", wish->l7_flavor);
    char *text = json_dumps(blob, JSON_COMPACT);
    json_decref(blob);
    return text;
}

static json_t *annotations_of(const struct wish *wish)
{
    json_t *annotations = json_object();

    set_text(annotations, ELB "class", wish->class);
    if (wish->kind == WISH_ATTACH) {
        json_object_set_new(annotations, ELB "id", json_string(wish->elb_id));
    } else {
        char *text = autocreate_text(wish);
        json_object_set_new(annotations, ELB "autocreate", json_string(text));
        free(text);
    }
    for (size_t i = 0; i < wish->annotation_count; i++)
        json_object_set_new(annotations, wish->annotations[i].key,
                            json_string(wish->annotations[i].value));
    /* Made with an ELB of its own, it never names one: that ELB would die with it. */
    if (wish->kind == WISH_AUTOCREATE)
        json_object_del(annotations, ELB "id");
    else
        json_object_del(annotations, ELB "autocreate");
    return annotations;
}

static json_t *port_of(const struct wish *wish, size_t i)
{
    const struct wish_port *from = &wish->ports[i];
    json_t *port = json_object();
    int64_t number;

    /* Names are needed as soon as there are two; protocol and number make a unique one. */
    if (wish->port_count > 1)
        json_object_set_new(
            port, "name",
            json_sprintf("%s-%u", strcmp(from->protocol, "UDP") == 0 ? "udp" : "tcp",
                         from->port));
    json_object_set_new(port, "port", json_integer(from->port));
    if (span_to_range(span_of(from->target), 1, 65535, &number))
        json_object_set_new(port, "targetPort", json_integer(number));
    else if (from->target[0] != '\0')
        json_object_set_new(port, "targetPort", json_string(from->target));
    else
        json_object_set_new(port, "targetPort", json_integer(from->port));
    json_object_set_new(port, "protocol", json_string(from->protocol));
    return port;
}

json_t *wish_manifest(const struct wish *wish)
{
    json_t *ports = json_array();
    json_t *selector = json_object();

    for (size_t i = 0; i < wish->port_count; i++)
        json_array_append_new(ports, port_of(wish, i));
    for (size_t i = 0; i < wish->selector_count; i++)
        json_object_set_new(selector, wish->selector[i].key,
                            json_string(wish->selector[i].value));
    /* An empty selector would take the one of a live Service away; none leaves it. */
    if (wish->selector_count == 0) {
        json_decref(selector);
        selector = NULL;
    }
    return json_pack("{s:s, s:s, s:{s:s, s:s, s:o}, s:{s:s, s:o*, s:o}}", "apiVersion",
                     "v1", "kind", "Service", "metadata", "name", wish->name, "namespace",
                     wish->namespace, "annotations", annotations_of(wish), "spec", "type",
                     "LoadBalancer", "selector", selector, "ports", ports);
}

char *wish_yaml(const json_t *manifest)
{
    struct buf out;

    buf_init(&out, LIMIT_FILE_BYTES);
    tree_to_yaml(manifest, &out);
    return buf_take(&out);
}

const char *wish_whom(const struct wish *wish, char out[WISH_WHOM_BYTES])
{
    if (wish->namespace[0] == '\0' || wish->name[0] == '\0')
        return "a new Service";
    snprintf(out, WISH_WHOM_BYTES, "%s/%s", wish->namespace, wish->name);
    return out;
}
