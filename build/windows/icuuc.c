/* Stands for icuuc.dll, which Windows has and wine 8 has not. Qt6Core is linked to these converters of old text
   encodings; here there are none of them, which is an answer that Qt knows. For tests, never shipped. */

#include <stddef.h>

#define EXPORT __declspec(dllexport)

typedef int ErrorCode;
static const ErrorCode FILE_ACCESS_ERROR = 4; /* U_FILE_ACCESS_ERROR of unicode/utypes.h: "no such converter" */

static void *refuse(ErrorCode *error)
{
    if (error != NULL)
        *error = FILE_ACCESS_ERROR;
    return NULL;
}

EXPORT void *ucnv_open(const char *name, ErrorCode *error) { (void)name; return refuse(error); }
EXPORT const char *ucnv_getName(const void *converter, ErrorCode *error) { (void)converter; return refuse(error); }
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, ErrorCode *error)
{
    (void)name;
    (void)standard;
    return refuse(error);
}
EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int number) { (void)number; return NULL; }

/* Nobody has a converter to call these with. They are here because a library with an import missing is not loaded. */
EXPORT void ucnv_close(void *converter) { (void)converter; }
EXPORT void ucnv_reset(void *converter) { (void)converter; }
EXPORT signed char ucnv_getMaxCharSize(const void *converter) { (void)converter; return 1; }
EXPORT void ucnv_fromUnicode(void) {}
EXPORT int ucnv_fromUCountPending(const void *converter, ErrorCode *error) { (void)converter; refuse(error); return 0; }
EXPORT void ucnv_toUnicode(void) {}
EXPORT int ucnv_toUCountPending(const void *converter, ErrorCode *error) { (void)converter; refuse(error); return 0; }
EXPORT void ucnv_getFromUCallBack(void) {}
EXPORT void ucnv_setFromUCallBack(void) {}
EXPORT void ucnv_getToUCallBack(void) {}
EXPORT void ucnv_setToUCallBack(void) {}
EXPORT void ucnv_cbFromUWriteUChars(void) {}
EXPORT void ucnv_cbToUWriteUChars(void) {}
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
