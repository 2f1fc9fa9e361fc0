; The setup program of FaxDesk, for one person or for everybody on a computer. Made by `build/installers/nsis.py`, which
; writes entries.nsh: what is in the bundle, what is written to the registry, and the names.
;
; An installed FaxDesk is replaced as one: the new files are unpacked beside it and tried, FaxDesk is asked to close, and
; then both are renamed. What goes wrong before leaves the old one as it was; what goes wrong within is undone.
;
; Exit codes are those of Windows (winerror.h), as tools for administrators know them; docs/windows-installer.md lists
; them. Why setup failed is also written to %TEMP%\FaxDesk-setup.log, as a silent one shows nothing.
Unicode true
Target amd64-unicode
!include entries.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include Sections.nsh
!include WinVer.nsh
!include x64.nsh
!include WordFunc.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh

Name "${TITLE}"
OutFile "${OUT}"
BrandingText "${TITLE} ${VERSION}"
; Never asks for an administrator: whoever wants it for everybody starts it as one.
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all
ManifestLongPathAware true
!ifdef QUICK
  SetCompress off
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
; A file that cannot be written ends it: skipping one would leave half a program.
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey ProductName "${TITLE}"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey FileDescription "${TITLE} setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "MIT License"
VIAddVersionKey OriginalFilename "${FILENAME}"

!define OK 0
!define ERROR_ACCESS_DENIED 5
!define ERROR_DISK_FULL 112
!define ERROR_BUSY 170
!define ERROR_ALREADY_EXISTS 183
!define ERROR_FILENAME_EXCED_RANGE 206
!define ERROR_ELEVATION_REQUIRED 740
!define ERROR_OLD_WIN_VERSION 1150
!define ERROR_CANCELLED 1223
!define ERROR_INSTALL_FAILURE 1603
!define ERROR_PRODUCT_VERSION 1638
!define ERROR_INVALID_COMMAND_LINE 1639

; Longest path that Windows takes without the long path setting.
!define MOST_LETTERS 259

Var ForEverybody   ; 1 or 0
Var Unpacking      ; 1 while files are written
Var FailedWith     ; an exit code, empty before anything has failed
Var AskToClose     ; 1 where the programs that are counted are asked to close as well
Var Running        ; how many were found
Var Moved          ; 1 where a rename succeeded
Var FolderBefore   ; the innermost of $INSTDIR and the folders around it that setup has not made

!define MUI_ICON "${ICO}"
!define MUI_UNICON "${ICO}"
!define MUI_ABORTWARNING
!define MUI_PAGE_CUSTOMFUNCTION_SHOW ShowForWhom
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
; Started by the desktop: a program that setup starts itself would have an administrator's rights, and make a data folder
; that its user cannot open later.
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartByDesktop
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; ---------------------------------------------------------------------------------------------------- saying why

; Ends with a sentence and an exit code, having removed what was unpacked.
!macro Fail code sentence
  StrCpy $FailedWith ${code}
  Push "${sentence}"
  Call ${UN}SayWhy
  SetErrorLevel ${code}
  Abort
!macroend
!define Fail "!insertmacro Fail"

!macro SayWhyFunction un
Function ${un}SayWhy
  Exch $0
  Push $1
  FileOpen $1 "$TEMP\FaxDesk-setup.log" w
  FileWriteUTF16LE /BOM $1 "$0$\r$\n"
  FileClose $1
  MessageBox MB_OK|MB_ICONSTOP "$0" /SD IDOK
  Pop $1
  Pop $0
FunctionEnd
!macroend
!insertmacro SayWhyFunction ""
!insertmacro SayWhyFunction "un."

; ------------------------------------------------------------------------------------------- FaxDesk that is running

; Counts the programs that run from $INSTDIR into $Running, and asks each to close by what its own close button does.
!macro CountRunningFunction un
Function ${un}CountRunning
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  Push $6
  StrCpy $Running 0
  GetFullPathName $6 "$INSTDIR"
  StrLen $5 "$6\"
  System::Alloc 16384
  Pop $0
  System::Call "kernel32::K32EnumProcesses(p r0, i 16384, *i .r1)"
  IntOp $1 $1 / 4
  ${While} $1 > 0
    IntOp $1 $1 - 1
    IntOp $2 $1 * 4
    IntPtrOp $2 $0 + $2
    System::Call "*$2(i .r2)"
    System::Call "kernel32::GetCurrentProcessId() i .r3"
    ${If} $2 = $3
    ${OrIf} $2 = 0
      ${Continue}
    ${EndIf}
    ; 0x1000: PROCESS_QUERY_LIMITED_INFORMATION
    System::Call "kernel32::OpenProcess(i 0x1000, i 0, i r2) p .r3"
    ${If} $3 P= 0
      ${Continue}
    ${EndIf}
    StrCpy $4 ""
    System::Call "kernel32::QueryFullProcessImageNameW(p r3, i 0, w .r4, *i ${NSIS_MAX_STRLEN})"
    System::Call "kernel32::CloseHandle(p r3)"
    StrCpy $3 $4 $5
    ${If} $3 == "$6\"
      StrCpy $3 $4 "" $5
      ; Not the uninstaller, which is this program.
      ${If} $3 != "uninstall.exe"
        IntOp $Running $Running + 1
        ${If} $AskToClose = 1
          Push $2
          Call ${un}CloseWindowsOf
        ${EndIf}
      ${EndIf}
    ${EndIf}
  ${EndWhile}
  System::Free $0
  Pop $6
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

Function ${un}CloseWindowsOf
  Exch $0
  Push $1
  Push $2
  Push $3
  StrCpy $1 0
  StrCpy $3 0
  ; Windows may come and go meanwhile: an end is certain.
  ${While} $3 < 4096
    IntOp $3 $3 + 1
    System::Call "user32::FindWindowExW(p 0, p r1, p 0, p 0) p .r1"
    ${If} $1 P= 0
      ${Break}
    ${EndIf}
    System::Call "user32::GetWindowThreadProcessId(p r1, *i .r2)"
    ${If} $2 = $0
      System::Call "user32::IsWindowVisible(p r1) i .r2"
      ${If} $2 <> 0
        System::Call "user32::PostMessageW(p r1, i ${WM_CLOSE}, p 0, p 0)"
      ${EndIf}
    ${EndIf}
  ${EndWhile}
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; Returns when nothing runs from $INSTDIR any more, or fails.
Function ${un}CloseRunning
  Push $0
  StrCpy $AskToClose 0
  Call ${un}CountRunning
  ${If} $Running > 0
    MessageBox MB_OKCANCEL|MB_ICONINFORMATION "${TITLE} is open. Press OK, and it is asked to close. Faxes that wait are kept, and go on when it is opened again." /SD IDOK IDOK +2
    StrCpy $FailedWith ${ERROR_CANCELLED}
  ${EndIf}
  ; Once: a window that has asked whether to throw away what was entered takes a second time for a yes.
  StrCpy $AskToClose 1
  ${If} $Running > 0
  ${AndIf} $FailedWith == ""
  ${AndIf} $ForEverybody = 0
  ${AndIf} ${FileExists} "$INSTDIR\${PROGRAM}"
    ; A window that stays in the tray does not end where it is closed. This asks the windows of the same user; one that
    ; then has a question must not be closed as well: that would be an answer.
    ExecWait '"$INSTDIR\${PROGRAM}" --quit' $0
    ${If} $0 = 0
      StrCpy $AskToClose 0
    ${EndIf}
  ${EndIf}
  ${While} $Running > 0
    ${If} $FailedWith != ""
      ${Break}
    ${EndIf}
    Call ${un}CountRunning
    StrCpy $AskToClose 0
    ; 20 s: a send that is under way is brought to a point where it can go on.
    ${For} $0 1 80
      ${If} $Running > 0
        Sleep 250
        Call ${un}CountRunning
      ${EndIf}
    ${Next}
    ${If} $Running > 0
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${TITLE} is still open: here it may have a question, or somebody else who is signed in uses it. Close it, and press Retry." /SD IDCANCEL IDRETRY +2
      StrCpy $FailedWith ${ERROR_BUSY}
    ${EndIf}
  ${EndWhile}
  Pop $0
FunctionEnd

; Renames the file or folder on the stack to the name below it, and says in $Moved whether it could. A virus scanner that
; looks at a new file holds it for a moment.
Function ${un}Move
  Exch $0
  Exch
  Exch $1
  Push $2
  StrCpy $Moved 1
  ${If} ${FileExists} "$0"
    StrCpy $Moved 0
    ${For} $2 1 10
      ${If} $Moved = 0
        ClearErrors
        Rename "$0" "$1"
        ${If} ${Errors}
          Sleep 300
        ${Else}
          StrCpy $Moved 1
        ${EndIf}
      ${EndIf}
    ${Next}
  ${EndIf}
  Pop $2
  Pop $1
  Pop $0
FunctionEnd
!macroend
!insertmacro CountRunningFunction ""
!insertmacro CountRunningFunction "un."

; Removes $INSTDIR and the folders around it that setup has made, each only where nothing is in it.
!macro RemoveMadeFoldersFunction un
Function ${un}RemoveMadeFolders
  Push $0
  StrCpy $0 "$INSTDIR"
  ${While} $0 != "$FolderBefore"
    RMDir "$0"
    ${GetParent} "$0" $0
    ${If} $0 == ""
      ${Break}
    ${EndIf}
  ${EndWhile}
  Pop $0
FunctionEnd
!macroend
!insertmacro RemoveMadeFoldersFunction ""
!insertmacro RemoveMadeFoldersFunction "un."

!macro Move from to
  Push "${to}"
  Push "${from}"
  Call ${UN}Move
!macroend

; ------------------------------------------------------------------------------------------------------ setting up

!define UN ""

!macro RemovePart name
  ${If} ${FileExists} "$INSTDIR\${name}\*.*"
    RMDir /r "$INSTDIR\${name}"
  ${Else}
    Delete "$INSTDIR\${name}"
  ${EndIf}
!macroend

; Puts one part of the old version back where it was, in the place of the new one.
!macro PutBack name
  ${If} ${FileExists} "$INSTDIR\_old\${name}"
    !insertmacro RemovePart "${name}"
    !insertmacro Move "$INSTDIR\_old\${name}" "$INSTDIR\${name}"
  ${EndIf}
!macroend

!macro MoveToOld name
  ${If} $Moved = 1
    !insertmacro Move "$INSTDIR\${name}" "$INSTDIR\_old\${name}"
  ${EndIf}
!macroend

!macro MoveFromNew name
  ${If} $Moved = 1
    !insertmacro Move "$INSTDIR\_new\${name}" "$INSTDIR\${name}"
  ${EndIf}
!macroend

Function RemoveNew
  ; The folder that a program works in cannot be removed.
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\_new"
  Call RemoveMadeFolders
FunctionEnd

; A setup that was cut off between the renames, by a power failure, has left the old version in _old.
Function Repair
  ${IfNot} ${FileExists} "$INSTDIR\_old\complete"
  ${AndIf} ${FileExists} "$INSTDIR\_old\*.*"
    ${ForEachPart} PutBack
  ${EndIf}
  RMDir /r "$INSTDIR\_old"
  RMDir /r "$INSTDIR\_new"
FunctionEnd

Function .onInit
  SetRegView 64
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    ${Fail} ${ERROR_OLD_WIN_VERSION} "${TITLE} needs Windows 10 or later, of 64 bits. It was not installed."
  ${EndIf}
  UserInfo::GetAccountType
  Pop $0
  StrCpy $ForEverybody 0
  ${If} $0 == "Admin"
    StrCpy $ForEverybody 1
  ${EndIf}
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/CurrentUser" $2
  ${IfNot} ${Errors}
    StrCpy $ForEverybody 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $1 "/AllUsers" $2
  ${IfNot} ${Errors}
    StrCpy $ForEverybody 1
    ${If} $0 != "Admin"
      ${Fail} ${ERROR_ELEVATION_REQUIRED} "To install ${TITLE} for everybody on this computer, start this setup as an administrator. It was not installed."
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${If} $ForEverybody = 1
    SetShellVarContext all
    StrCpy $3 "$PROGRAMFILES64\${TITLE}"
  ${Else}
    SetShellVarContext current
    StrCpy $3 "$LOCALAPPDATA\Programs\${TITLE}"
  ${EndIf}
  ; A folder that was given by /D= goes first, then the one where it is.
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${OWN_KEY}" "InstallDir"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR $3
  ${EndIf}
FunctionEnd

Function ShowForWhom
  ${If} $ForEverybody = 1
    !insertmacro MUI_HEADER_TEXT "Install for everybody" "${TITLE} is installed for everybody on this computer."
  ${Else}
    !insertmacro MUI_HEADER_TEXT "Install for you" "${TITLE} is installed for you alone. For everybody, start this setup as an administrator."
  ${EndIf}
FunctionEnd

Function StartByDesktop
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${PROGRAM}"'
FunctionEnd

Function .onInstFailed
  ${If} $FailedWith == ""
  ${AndIf} $Unpacking = 1
    Call RemoveNew
    Push "The files of ${TITLE} could not be written to $INSTDIR: the disk may be full. What was there before is as it was. Make room, and start this setup again."
    Call SayWhy
    SetErrorLevel ${ERROR_DISK_FULL}
  ${EndIf}
FunctionEnd

; Puts the AppUserModelID on a shortcut, so that its button in the taskbar and its notifications are the program's.
Function NameShortcut
  Exch $9
  Push $0
  Push $1
  Push $2
  Push $3
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}",.r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("$9",${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}",.r2)'
      ${If} $2 P<> 0
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID})p.r3'
        System::Call '*(&w${NSIS_MAX_STRLEN} "${APP_ID}")p.r4'
        System::Call '*${SYSSTRUCT_PROPVARIANT}(${VT_LPWSTR},,p r4)p.r5'
        ${IPropertyStore::SetValue} $2 '($3,$5)'
        ${IPropertyStore::Commit} $2 ""
        System::Free $3
        System::Free $4
        System::Free $5
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("$9",1)'
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
  Pop $3
  Pop $2
  Pop $1
  Pop $0
  Pop $9
FunctionEnd

!macro TellShell
  ; SHCNE_ASSOCCHANGED: the menus of documents show what has changed.
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Section "${TITLE}" MAIN
  Call CheckFirst
  StrCpy $Unpacking 1
  ${UnpackFiles}
  WriteUninstaller "$INSTDIR\_new\uninstall.exe"
  StrCpy $Unpacking 0
  ; Does it start on this computer? Where not, the old one stays.
  nsExec::ExecToStack '"$INSTDIR\_new\${CONSOLE}" --version'
  Pop $0
  Pop $1
  ${If} $0 != 0
    Call RemoveNew
    ${Fail} ${ERROR_INSTALL_FAILURE} "${TITLE} ${VERSION} does not start on this computer ($0): $1. It was not installed, and what was there before is as it was."
  ${EndIf}
  Call CloseRunning
  ${If} $FailedWith != ""
    StrCpy $0 $FailedWith
    Call RemoveNew
    ${Fail} $0 "${TITLE} is open and was not closed, so it was not changed. Close it, also where somebody else who is signed in uses it, and start this setup again."
  ${EndIf}
  CreateDirectory "$INSTDIR\_old"
  SetOutPath "$TEMP"
  StrCpy $Moved 1
  ${ForEachPart} MoveToOld
  ${If} $Moved = 1
    ${ForEachPart} MoveFromNew
    ${If} $Moved = 0
      ; All that is there now is new.
      ${ForEachPart} RemovePart
      StrCpy $Moved 0
    ${EndIf}
  ${EndIf}
  ${If} $Moved = 0
    ${ForEachPart} PutBack
    RMDir /r "$INSTDIR\_old"
    Call RemoveNew
    ${Fail} ${ERROR_BUSY} "Files of ${TITLE} in $INSTDIR are in use by another program. What was there before is as it was. Close that program, or restart the computer, and start this setup again."
  ${EndIf}
  ; From here on the new version is the one.
  FileOpen $0 "$INSTDIR\_old\complete" w
  FileClose $0
  RMDir /r "$INSTDIR\_old"
  RMDir /r "$INSTDIR\_new"

  ${WriteEntries}
  WriteRegStr SHCTX "${OWN_KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr SHCTX "${OWN_KEY}" "FolderBefore" "$FolderBefore"
  SetOutPath "$INSTDIR"
  CreateShortCut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${PROGRAM}"
  Push "$SMPROGRAMS\${TITLE}.lnk"
  Call NameShortcut
  ; Windows has a folder "Send to" for each person, and none for everybody.
  ${If} $ForEverybody = 0
    CreateShortCut "$SENDTO\${TITLE}.lnk" "$INSTDIR\${PROGRAM}"
    Push "$SENDTO\${TITLE}.lnk"
    Call NameShortcut
  ${EndIf}
  SetOutPath "$TEMP"
  StrCpy $1 "/CurrentUser"
  ${If} $ForEverybody = 1
    StrCpy $1 "/AllUsers"
  ${EndIf}
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" $1'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" $1 /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  SectionGetSize ${MAIN} $0
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" $0
  Delete "$TEMP\FaxDesk-setup.log"
  !insertmacro TellShell
  SetErrorLevel ${OK}
SectionEnd

; Finds $FolderBefore. An installed version has noted it when the folders were made.
Function NoteFolderBefore
  Push $0
  ReadRegStr $0 SHCTX "${OWN_KEY}" "InstallDir"
  ${If} $0 == "$INSTDIR"
    ReadRegStr $FolderBefore SHCTX "${OWN_KEY}" "FolderBefore"
  ${Else}
    StrCpy $FolderBefore ""
  ${EndIf}
  ${If} $FolderBefore == ""
    StrCpy $FolderBefore "$INSTDIR"
    ${DoUntil} ${FileExists} "$FolderBefore\*.*"
      ${GetParent} "$FolderBefore" $0
      ${If} $0 == ""
        ${Break}
      ${EndIf}
      StrCpy $FolderBefore $0
    ${Loop}
  ${EndIf}
  Pop $0
FunctionEnd

; Fails where fewer than $2 MB are free on the disk of a folder.
!macro CheckRoom folder
  StrCpy $0 "${folder}"
  System::Call "kernel32::GetDiskFreeSpaceExW(w r0, *l .r0, p 0, p 0) i .r1"
  System::Int64Op $0 / 1048576
  Pop $0
  ${If} $1 <> 0
    System::Int64Op $0 < $2
    Pop $1
    ${If} $1 = 1
      Call RemoveNew
      ${Fail} ${ERROR_DISK_FULL} "There is not enough room for ${TITLE} in ${folder}: it needs $2 MB, and $0 MB are free. Nothing was changed. Make room, and start this setup again."
    ${EndIf}
  ${EndIf}
!macroend

; What can be told before anything is written.
Function CheckFirst
  Call Repair
  ; The version that is here, of this setup or of the MSI, for everybody or for this user.
  ReadRegStr $0 SHCTX "${OWN_KEY}" "Version"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      ${Fail} ${ERROR_PRODUCT_VERSION} "${TITLE} $0 is installed here, which is newer than ${VERSION}. It was left as it is: an older version cannot read its data. To go back, uninstall it first."
    ${EndIf}
  ${EndIf}
  ReadRegStr $0 SHCTX "${OWN_KEY}" "Msi"
  ${If} $0 != ""
    ${Fail} ${ERROR_PRODUCT_VERSION} "${TITLE} was installed by its MSI package. It was left as it is: update it by a newer MSI package, or uninstall it first."
  ${EndIf}
  StrLen $0 "$INSTDIR"
  IntOp $0 $0 + ${LONGEST}
  ${If} $0 > ${MOST_LETTERS}
    ${Fail} ${ERROR_FILENAME_EXCED_RANGE} "The name of the folder $INSTDIR is too long for the files of ${TITLE}. It was not installed: choose a folder with a shorter name."
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\${PROGRAM}"
  ${AndIf} ${FileExists} "$INSTDIR\_internal\*.*"
    ${Fail} ${ERROR_ALREADY_EXISTS} "The folder $INSTDIR belongs to another program. ${TITLE} was not installed: choose another folder."
  ${EndIf}
  Call NoteFolderBefore
  ClearErrors
  CreateDirectory "$INSTDIR\_new"
  ${If} ${Errors}
    Call RemoveNew
    ${Fail} ${ERROR_ACCESS_DENIED} "Setup may not write to the folder $INSTDIR. ${TITLE} was not installed: choose another folder, or start this setup as an administrator."
  ${EndIf}
  SectionGetSize ${MAIN} $2
  IntOp $2 $2 / 1024
  IntOp $2 $2 + 1
  !ifndef QUICK
    ; What is compressed as one is unpacked as one into %TEMP%, before its files are written.
    StrCpy $3 $INSTDIR 2
    StrCpy $4 $TEMP 2
    ${If} $3 == $4
      IntOp $2 $2 * 2
    ${Else}
      !insertmacro CheckRoom "$TEMP"
    ${EndIf}
  !endif
  !insertmacro CheckRoom "$INSTDIR"
FunctionEnd

; ---------------------------------------------------------------------------------------------------- uninstalling

!undef UN
!define UN "un."

Section "un.${TITLE}" UNMAIN
  SectionIn RO
  Call un.CloseRunning
  ${If} $FailedWith != ""
    StrCpy $0 $FailedWith
    ${Fail} $0 "${TITLE} is open and was not closed, so it was not uninstalled. Close it, also where somebody else who is signed in uses it, and uninstall it again."
  ${EndIf}
  ; The program first: where a file of it is in use, everything stays as it was.
  CreateDirectory "$INSTDIR\_old"
  !insertmacro Move "$INSTDIR\${PROGRAM}" "$INSTDIR\_old\${PROGRAM}"
  ${If} $Moved = 1
    !insertmacro Move "$INSTDIR\_internal" "$INSTDIR\_old\_internal"
    ${If} $Moved = 0
      !insertmacro Move "$INSTDIR\_old\${PROGRAM}" "$INSTDIR\${PROGRAM}"
      StrCpy $Moved 0
    ${EndIf}
  ${EndIf}
  ${If} $Moved = 0
    RMDir "$INSTDIR\_old"
    ${Fail} ${ERROR_BUSY} "Files of ${TITLE} in $INSTDIR are in use by another program, so it was not uninstalled. Close that program, or restart the computer, and uninstall it again."
  ${EndIf}
  RMDir /r "$INSTDIR\_old"
  RMDir /r "$INSTDIR\_new"
  ${ForEachPart} RemovePart
  SetOutPath "$TEMP"
  ReadRegStr $FolderBefore SHCTX "${OWN_KEY}" "FolderBefore"
  ${If} $FolderBefore == ""
    ${GetParent} "$INSTDIR" $FolderBefore
  ${EndIf}
  Call un.RemoveMadeFolders
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  ${If} $ForEverybody = 0
    Delete "$SENDTO\${TITLE}.lnk"
  ${EndIf}
  ${RemoveEntries}
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  Delete "$TEMP\FaxDesk-setup.log"
  !insertmacro TellShell
  SetErrorLevel ${OK}
SectionEnd

Section /o "un.My faxes, settings and sign-in" UNDATA
  SetShellVarContext current
  RMDir /r "$LOCALAPPDATA\${APP_ID}"
  ; What the keyring calls APP_ID, and NAME@APP_ID where there are several.
  System::Call "advapi32::CredEnumerateW(p 0, i 0, *i .r0, *p .r1) i .r2"
  ${If} $2 <> 0
    StrLen $6 "@${APP_ID}"
    ${While} $0 > 0
      IntOp $0 $0 - 1
      IntOp $2 $0 * 8
      IntPtrOp $2 $1 + $2
      System::Call "*$2(p .r3)"
      ; CREDENTIALW: Flags, Type, TargetName
      System::Call "*$3(i, i .r4, w .r5)"
      StrCpy $7 $5 "" -$6
      ${If} $5 == "${APP_ID}"
      ${OrIf} $7 == "@${APP_ID}"
        System::Call "advapi32::CredDeleteW(w r5, i r4, i 0)"
      ${EndIf}
    ${EndWhile}
    System::Call "advapi32::CredFree(p r1)"
  ${EndIf}
SectionEnd

Function un.onInit
  SetRegView 64
  StrCpy $ForEverybody 0
  ReadRegStr $0 HKLM "${OWN_KEY}" "InstallDir"
  ${If} $0 == $INSTDIR
    StrCpy $ForEverybody 1
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      ${If} ${Silent}
        ${Fail} ${ERROR_ELEVATION_REQUIRED} "${TITLE} is installed for everybody on this computer, and only an administrator can uninstall it. It was left as it is."
      ${EndIf}
      ; Windows asks for an administrator.
      ExecShell "runas" "$INSTDIR\uninstall.exe" "/AllUsers"
      Quit
    ${EndIf}
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
  ${GetParameters} $1
  ClearErrors
  ${GetOptions} $1 "/REMOVEDATA" $2
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${UNDATA}
  ${EndIf}
  ClearErrors
FunctionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${UNMAIN} "The program, its shortcuts and its entries."
  !insertmacro MUI_DESCRIPTION_TEXT ${UNDATA} "Everything that FaxDesk keeps about faxes of yours on this computer. It cannot be brought back. What other people who use this computer keep stays."
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END
