// The person's own account: profile, password, e-mail, preferences, second factor. docs/api/app.md §3, §5, §6.
import { appApi } from '../request.js';

const profile = found => ({
  username: found.username, displayName: found.display_name, givenName: found.given_name ?? '', familyName: found.family_name ?? '',
  email: found.email, isEmailVerified: found.is_email_verified, lastVerifiedEmail: found.last_verified_email, hasPassword: found.has_password,
  officeLocation: found.office_location ?? '', department: found.department ?? '', phone: found.phone ?? '', bio: found.bio ?? '', orcid: found.orcid ?? '',
  isEmailPublic: found.is_email_public, createdAt: found.created_at,
});

/** The server's field names, for forms. */
export const profileNames = { display_name: 'displayName', given_name: 'givenName', family_name: 'familyName', office_location: 'officeLocation', is_email_public: 'isEmailPublic' };

export const get = async signal => profile(await appApi.get('/profile', { signal }));

export const update = async changes => profile(await appApi.patch('/profile', {
  body: {
    username: changes.username, display_name: changes.displayName, given_name: changes.givenName || null, family_name: changes.familyName || null,
    office_location: changes.officeLocation || null, department: changes.department || null, phone: changes.phone || null, bio: changes.bio || null,
    orcid: changes.orcid || null, is_email_public: changes.isEmailPublic,
  },
}));

export const changePassword = ({ current, next }) => appApi.put('/password', { body: { current_password: current, new_password: next } });
export const changeEmail = ({ email, password }) => appApi.put('/email', { body: { email, password } });
export const sendVerification = () => appApi.post('/email/verification');
export const savePreferences = changes => appApi.patch('/preferences', { body: changes });

const factor = found => ({ state: found.state, confirmedAt: found.confirmed_at, demandedBy: found.demanded_by ?? [] });

export const secondFactor = async signal => factor(await appApi.get('/second-factor', { signal }));
export const beginFactor = password => appApi.post('/second-factor', { body: { password } });
export const confirmFactor = async code => factor(await appApi.post('/second-factor/confirm', { body: { code } }));
export const removeFactor = ({ password, code }) => appApi.post('/second-factor/remove', { body: { password, code } });
